/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers what a class is a subtype of, from class files, without loading a class. Remembers per
 * class loader and keeps no loader alive. Thread-safe.
 */
public final class Hierarchy {
  private static final int DEEPEST = 64;
  private static final Header NONE = new Header(null, new String[0]);

  /** What a class file says of its supertypes. */
  private static final class Header {
    final @Nullable String superName;
    final String[] interfaces;

    Header(ClassFile file) {
      this(file.superName(), file.interfaces());
    }

    Header(@Nullable String superName, String[] interfaces) {
      this.superName = superName;
      this.interfaces = interfaces;
    }
  }

  private final Map<ClassLoader, Map<String, Header>> known =
      Collections.synchronizedMap(new WeakHashMap<ClassLoader, Map<String, Header>>());

  /**
   * Whether a class is a subtype of another.
   *
   * @param loader null for the boot loader
   * @param wanted an internal name
   */
  public boolean isSubtype(@Nullable ClassLoader loader, byte[] classFile, String wanted) {
    return reaches(loader, new Header(new ClassFile(classFile)), wanted, 0);
  }

  private boolean reaches(@Nullable ClassLoader loader, Header header, String wanted, int depth) {
    if (depth > DEEPEST) {
      return false;
    }
    if (header.superName != null && isOrReaches(loader, header.superName, wanted, depth)) {
      return true;
    }
    for (String one : header.interfaces) {
      if (isOrReaches(loader, one, wanted, depth)) {
        return true;
      }
    }
    return false;
  }

  private boolean isOrReaches(@Nullable ClassLoader loader, String name, String wanted, int depth) {
    return name.equals(wanted)
        || (!name.equals("java/lang/Object")
            && reaches(loader, header(loader, name), wanted, depth + 1));
  }

  private Header header(@Nullable ClassLoader loader, String name) {
    ClassLoader from = loader == null ? ClassLoader.getSystemClassLoader() : loader;
    Map<String, Header> headers = known.get(from);
    if (headers == null) {
      headers = new ConcurrentHashMap<>();
      Map<String, Header> other = known.putIfAbsent(from, headers);
      headers = other == null ? headers : other;
    }
    Header header = headers.get(name);
    if (header == null) {
      header = read(from, name);
      headers.put(name, header);
    }
    return header;
  }

  private static Header read(ClassLoader loader, String name) {
    try {
      byte[] classFile = classFile(loader, name);
      return classFile == null ? NONE : new Header(new ClassFile(classFile));
    } catch (IOException | RuntimeException e) {
      return NONE;
    }
  }

  /** The class file that a loader finds for an internal name; null when it finds none. */
  static byte @Nullable [] classFile(ClassLoader loader, String name) throws IOException {
    try (InputStream stream = loader.getResourceAsStream(name.concat(".class"))) {
      if (stream == null) {
        return null;
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
      byte[] buffer = new byte[4096];
      for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
        bytes.write(buffer, 0, count);
      }
      return bytes.toByteArray();
    }
  }
}
