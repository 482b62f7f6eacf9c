/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.extension;

import io.obsagent.core.log.LibraryLogger;
import io.obsagent.core.weave.ClassBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.CodeSource;
import java.security.cert.Certificate;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/**
 * The loader of one extension jar, below the agent's. What the jar logs goes to the agent's log, so
 * that java.util.logging is not touched before the application had its chance to configure it.
 */
final class ExtensionClassLoader extends URLClassLoader implements ClassBytes {
  /**
   * What OpenTelemetry's build plugin lets modules implement, for a check of library versions that
   * only its own agent makes. Here it is an empty interface.
   */
  private static final String MUZZLE =
      "io.opentelemetry.javaagent.tooling.muzzle.InstrumentationModuleMuzzle";

  private static final String LOGGER = "java/util/logging/Logger";
  private static final String OURS = LibraryLogger.class.getName().replace('.', '/');

  static {
    registerAsParallelCapable();
  }

  private final CodeSource source;

  ExtensionClassLoader(URL jar, ClassLoader agent) {
    super(new URL[] {jar}, agent);
    this.source = new CodeSource(jar, (Certificate[]) null);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = find(name);
    if (bytes == null) {
      if (!name.equals(MUZZLE)) {
        throw new ClassNotFoundException(name);
      }
      bytes = emptyInterface(name.replace('.', '/'));
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

  /** A class file of this jar alone, ready to be defined here or by a loader of advice. */
  @Override
  public byte @Nullable [] find(String name) {
    byte[] bytes = resource(name.replace('.', '/').concat(".class"));
    return bytes == null ? null : withAgentLog(bytes);
  }

  /** Whether this jar has a class. */
  boolean has(String name) {
    return findResource(name.replace('.', '/').concat(".class")) != null;
  }

  /** A resource of this jar alone; null when there is none or it cannot be read. */
  byte @Nullable [] resource(String name) {
    URL url = findResource(name);
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

  private static byte[] withAgentLog(byte[] classFile) {
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(0);
    reader.accept(
        new ClassRemapper(
            writer,
            new Remapper() {
              @Override
              public String map(String name) {
                return name.equals(LOGGER) ? OURS : name;
              }
            }),
        0);
    return writer.toByteArray();
  }

  private static byte[] emptyInterface(String name) {
    ClassWriter writer = new ClassWriter(0);
    writer.visit(
        Opcodes.V1_8,
        Opcodes.ACC_PUBLIC | Opcodes.ACC_ABSTRACT | Opcodes.ACC_INTERFACE,
        name,
        null,
        "java/lang/Object",
        null);
    writer.visitEnd();
    return writer.toByteArray();
  }
}
