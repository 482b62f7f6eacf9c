/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.bootstrap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * The loader of everything of the agent but this package.
 *
 * <pre>
 * boot  &lt;── io.obsagent.bootstrap
 *  ├── AgentClassLoader ── core, OpenTelemetry SDK, ASM, Byte Buddy, YAML; parent: platform
 *  └── application loaders …
 *       └── AdviceClassLoader, one per application loader: advice and helpers
 * </pre>
 *
 * Nothing of it is visible to the application, and nothing of the application to it: an
 * application's own OpenTelemetry or Byte Buddy is neither touched nor seen. Thread-safe, parallel
 * capable.
 */
public final class AgentClassLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final Archive archive;

  /** Makes the loader over the archive of the agent's jar. */
  public AgentClassLoader(Archive archive, @Nullable ClassLoader parent) {
    super(parent);
    this.archive = archive;
  }

  /** The platform's loader: the extension loader on Java 8. */
  static @Nullable ClassLoader platform() {
    ClassLoader loader = ClassLoader.getSystemClassLoader();
    while (loader != null && loader.getParent() != null) {
      loader = loader.getParent();
    }
    return loader;
  }

  /** Where the classes come from. */
  public Archive archive() {
    return archive;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = archive.find(name.replace('.', '/').concat(".class"));
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    byte[] bytes = archive.find(name);
    return bytes == null ? null : new ByteArrayInputStream(bytes);
  }

  @Override
  protected @Nullable URL findResource(String name) {
    if (!archive.contains(name)) {
      return null;
    }
    try {
      return new URL(null, "obs-agent:/".concat(name), new Handler(archive, name));
    } catch (MalformedURLException e) {
      return null;
    }
  }

  @Override
  public Enumeration<URL> getResources(String name) {
    URL url = findResource(name);
    return url == null
        ? Collections.<URL>emptyEnumeration()
        : Collections.enumeration(Collections.singletonList(url));
  }

  private static final class Handler extends URLStreamHandler {
    private final Archive archive;
    private final String name;

    Handler(Archive archive, String name) {
      this.archive = archive;
      this.name = name;
    }

    @Override
    protected URLConnection openConnection(URL url) {
      return new URLConnection(url) {
        @Override
        public void connect() {}

        @Override
        public InputStream getInputStream() throws IOException {
          byte[] bytes = archive.find(name);
          if (bytes == null) {
            throw new IOException("no " + name);
          }
          return new ByteArrayInputStream(bytes);
        }
      };
    }
  }
}
