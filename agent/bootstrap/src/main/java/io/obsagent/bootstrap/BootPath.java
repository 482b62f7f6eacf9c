/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.bootstrap;

import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Puts this package where every class loader sees it. From Java 9 on the boot loader is given its
 * classes one by one, since for a jar that is appended to its path the JVM prints a warning into
 * the application's standard output.
 */
final class BootPath {
  private static final String PACKAGE = "io/obsagent/bootstrap/";

  /** Classes that nothing needs but the jar's entry points, which are loaded where the jar is. */
  private static final String[] STAYING = {
    "AgentMain", "BootPath", "Main", "StockAgent", "Switches", "Tools", "Training", "package-info"
  };

  private BootPath() {}

  /**
   * Adds the package, unless it is there.
   *
   * @throws IOException when the jar cannot be read
   */
  static void add(File file, Instrumentation instrumentation) throws IOException {
    if (isThere()) {
      return;
    }
    JarFile jar = new JarFile(file, false);
    try {
      define(jar, instrumentation);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      instrumentation.appendToBootstrapClassLoaderSearch(jar);
    }
  }

  private static boolean isThere() {
    try {
      Class.forName("io.obsagent.bootstrap.Boot", false, null);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** In any order, as none of the classes extends another. */
  private static void define(JarFile jar, Instrumentation instrumentation)
      throws ReflectiveOperationException, IOException {
    Class<?> type = Class.forName("jdk.internal.misc.Unsafe");
    open(type, instrumentation);
    Object unsafe = type.getMethod("getUnsafe").invoke(null);
    Method define =
        type.getMethod(
            "defineClass",
            String.class,
            byte[].class,
            int.class,
            int.class,
            ClassLoader.class,
            ProtectionDomain.class);
    for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
      JarEntry entry = entries.nextElement();
      if (isWanted(entry.getName())) {
        byte[] bytes = new byte[(int) entry.getSize()];
        try (InputStream in = jar.getInputStream(entry)) {
          new DataInputStream(in).readFully(bytes);
        }
        define.invoke(unsafe, null, bytes, 0, bytes.length, null, null);
      }
    }
    jar.close();
  }

  /** Whether it is a class of the package, and not one that is done when the agent has started. */
  private static boolean isWanted(String name) {
    if (!name.startsWith(PACKAGE) || !name.endsWith(".class")) {
      return false;
    }
    String simple = name.substring(PACKAGE.length(), name.length() - ".class".length());
    for (String one : STAYING) {
      if (one.equals(simple)) {
        return false;
      }
    }
    return true;
  }

  /** Lets this class use a package of {@code java.base}; by reflection, for Java 8. */
  private static void open(Class<?> type, Instrumentation instrumentation)
      throws ReflectiveOperationException {
    Method getModule = Class.class.getMethod("getModule");
    Object base = getModule.invoke(type);
    Set<?> own = Collections.singleton(getModule.invoke(BootPath.class));
    Class<?> module = getModule.getReturnType();
    Instrumentation.class
        .getMethod("redefineModule", module, Set.class, Map.class, Map.class, Set.class, Map.class)
        .invoke(
            instrumentation,
            base,
            Collections.emptySet(),
            Collections.singletonMap("jdk.internal.misc", own),
            Collections.emptyMap(),
            Collections.emptySet(),
            Collections.emptyMap());
  }
}
