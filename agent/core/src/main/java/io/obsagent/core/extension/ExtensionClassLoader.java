/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.extension;

import io.obsagent.core.log.LibraryLogger;
import io.obsagent.core.weave.ClassBytes;
import io.obsagent.core.weave.InlineAdvice;
import io.obsagent.core.weave.MuzzledModule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.CodeSource;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/**
 * The loader of one extension jar, below the agent's. What the jar logs goes to the agent's log, so
 * that java.util.logging is not touched before the application had its chance to configure it.
 */
final class ExtensionClassLoader extends URLClassLoader implements ClassBytes {
  private static final String MUZZLE = "io/opentelemetry/javaagent/tooling/muzzle/";

  /** What of this agent stands in for what extensions refer to. */
  private static final Map<String, String> STANDING_IN = new HashMap<>();

  /** Of classes that implement it, left out: it describes library versions to another agent. */
  private static final String REFERENCES = "getMuzzleReferences";

  /** OpenTelemetry's instrumentation library: the extension's copy of it before the agent's. */
  private static final String INSTRUMENTATION = "io.opentelemetry.instrumentation.";

  /** What of the library decides that an extension gets copies of its own of the following. */
  private static final String FIELD = INSTRUMENTATION + "api.util.VirtualField";

  private static final String INCUBATOR =
      INSTRUMENTATION + "api.incubator.config.internal.CommonConfig";

  private static final String FIELDS = AttachedFields.class.getName();
  private static final String BOOTSTRAP = "io.opentelemetry.javaagent.bootstrap.internal.";

  /** Classes of the agent that are linked against that library. */
  private static final String[] PER_EXTENSION = {
    FIELDS,
    BOOTSTRAP + "AgentCommonConfig",
    BOOTSTRAP + "ExperimentalConfig",
    BOOTSTRAP + "JavaagentHttp"
  };

  static {
    registerAsParallelCapable();
    STANDING_IN.put("java/util/logging/Logger", Type.getInternalName(LibraryLogger.class));
    STANDING_IN.put(
        MUZZLE.concat("InstrumentationModuleMuzzle"), Type.getInternalName(MuzzledModule.class));
    STANDING_IN.put(
        MUZZLE.concat("VirtualFieldMappingsBuilder"),
        Type.getInternalName(MuzzledModule.Fields.class));
  }

  private final ClassLoader agent;
  private final CodeSource source;

  /**
   * Makes the loader.
   *
   * @param libraries jars whose classes the extension uses
   */
  ExtensionClassLoader(URL jar, List<URL> libraries, ClassLoader agent) {
    super(urls(jar, libraries), agent);
    this.agent = agent;
    this.source = new CodeSource(jar, (Certificate[]) null);
  }

  private static URL[] urls(URL jar, List<URL> libraries) {
    List<URL> urls = new ArrayList<>(libraries);
    urls.add(0, jar);
    return urls.toArray(new URL[0]);
  }

  /** Keeps virtual fields as this agent keeps state on objects. */
  void attachFields() throws ReflectiveOperationException {
    Class.forName(FIELDS, true, this).getMethod("install").invoke(null);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    boolean own =
        isPerExtension(name)
            ? has(name.startsWith(FIELDS) ? FIELD : INCUBATOR)
            : name.startsWith(INSTRUMENTATION) && has(name);
    if (!own) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? findClass(name) : loaded;
    }
  }

  private static boolean isPerExtension(String name) {
    for (String prefix : PER_EXTENSION) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = find(name);
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    int dot = name.lastIndexOf('.');
    if (dot > 0) {
      ensurePackage(name.substring(0, dot));
    }
    return defineClass(name, bytes, 0, bytes.length, source);
  }

  /** Java 8 makes no packages by itself. */
  private void ensurePackage(String name) {
    if (getPackage(name) == null) {
      try {
        definePackage(name, null, null, null, null, null, null, null);
      } catch (IllegalArgumentException e) {
        // Another thread was faster.
      }
    }
  }

  /**
   * A class file of this jar or its libraries, ready to be defined here or by a loader of advice.
   */
  @Override
  public byte @Nullable [] find(String name) {
    String file = name.replace('.', '/').concat(".class");
    byte[] bytes = isPerExtension(name) ? read(agent.getResource(file)) : resource(file);
    return bytes == null ? null : InlineAdvice.called(adapted(bytes));
  }

  /** Whether this jar or its libraries have a class. */
  boolean has(String name) {
    return findResource(name.replace('.', '/').concat(".class")) != null;
  }

  /** A resource of this jar or its libraries; null when there is none or it cannot be read. */
  byte @Nullable [] resource(String name) {
    return read(findResource(name));
  }

  private static byte @Nullable [] read(@Nullable URL url) {
    if (url == null) {
      return null;
    }
    try (InputStream in = url.openStream()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
      }
      return out.toByteArray();
    } catch (IOException e) {
      return null;
    }
  }

  private static byte[] adapted(byte[] classFile) {
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(0);
    ClassVisitor remapper =
        new ClassRemapper(
            writer,
            new Remapper() {
              @Override
              public String map(String name) {
                return STANDING_IN.getOrDefault(name, name);
              }
            });
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, remapper) {
          @Override
          public @Nullable MethodVisitor visitMethod(
              int access,
              String name,
              String descriptor,
              @Nullable String signature,
              String @Nullable [] exceptions) {
            return name.equals(REFERENCES)
                ? null
                : super.visitMethod(access, name, descriptor, signature, exceptions);
          }
        },
        0);
    return writer.toByteArray();
  }
}
