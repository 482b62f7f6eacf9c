/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import io.obsagent.core.log.AgentLog;
import java.io.IOException;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * Knows which classes must not get into the AOT cache that this run makes, though they are not
 * woven. The JVM leaves out woven classes and their subtypes. Where one of these is the host of a
 * nest, it still archives lambdas of the nest's other classes, which refer to the host: such a
 * cache cannot be written, or crashes the JVM that uses it. Without these other classes there are
 * no such lambdas. Thread-safe.
 */
final class Nests {
  private static final int DEEPEST = 64;
  private static final ConstantPool LAMBDAS =
      new ConstantPool(Collections.singleton("java/lang/invoke/LambdaMetafactory"));

  /** One of the JDK's and one of a jar on the class path. */
  private static final String[] FIRST_READ = {
    "java/lang/Object", "io/obsagent/bootstrap/AgentMain"
  };

  private final Weaver weaver;
  private final ThreadLocal<Boolean> reading = new ThreadLocal<>();

  private Nests(Weaver weaver) {
    this.weaver = weaver;
  }

  /**
   * For what a weaver weaves, before it starts: class files are read right now, so that classes
   * which that takes are loaded. Were one of them first asked for while it is itself looked at
   * here, the JVM would refuse it for good.
   */
  static Nests of(Weaver weaver) {
    for (String name : FIRST_READ) {
      try {
        Hierarchy.classFile(ClassLoader.getSystemClassLoader(), name);
      } catch (IOException e) {
        AgentLog.debug("reading " + name, e);
      }
    }
    return new Nests(weaver);
  }

  /** Whether a class has lambdas and a host that is left out. Never throws. */
  boolean mustStayOut(@Nullable ClassLoader loader, byte[] classFile) {
    if (!LAMBDAS.mentionedIn(classFile) || !isOfTheJvm(loader) || reading.get() != null) {
      return false;
    }
    reading.set(true);
    try {
      ClassLoader from = loader == null ? ClassLoader.getSystemClassLoader() : loader;
      return hasHostLeftOut(from, new ClassFile(classFile), 0);
    } catch (IOException | RuntimeException | LinkageError e) {
      AgentLog.debug("the nest of a class", e);
      return false;
    } finally {
      reading.remove();
    }
  }

  /** Lambdas of other loaders' classes are not archived. */
  private static boolean isOfTheJvm(@Nullable ClassLoader loader) {
    ClassLoader one = ClassLoader.getSystemClassLoader();
    while (one != null && one != loader) {
      one = one.getParent();
    }
    return one == loader;
  }

  private boolean hasHostLeftOut(ClassLoader loader, ClassFile file, int depth) throws IOException {
    String host = file.nestHost();
    return host != null && isLeftOut(loader, host, depth + 1);
  }

  private boolean isLeftOut(ClassLoader loader, String name, int depth) throws IOException {
    byte[] classFile = depth > DEEPEST ? null : Hierarchy.classFile(loader, name);
    if (classFile == null) {
      return false;
    }
    if (weaver.mayWeave(loader, name, classFile)) {
      return true;
    }
    ClassFile file = new ClassFile(classFile);
    String superName = file.superName();
    if (superName != null && isLeftOut(loader, superName, depth + 1)) {
      return true;
    }
    for (String one : file.interfaces()) {
      if (isLeftOut(loader, one, depth + 1)) {
        return true;
      }
    }
    return LAMBDAS.mentionedIn(classFile) && hasHostLeftOut(loader, file, depth);
  }
}
