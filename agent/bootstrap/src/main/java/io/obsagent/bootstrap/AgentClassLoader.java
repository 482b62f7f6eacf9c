/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.bootstrap;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
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
  private volatile @Nullable JarFile added;

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

  /**
   * Takes in another jar: what the archive lacks is found there from now on, but for services, of
   * which both are found.
   *
   * @throws IOException when it cannot be opened
   */
  public void add(File jar) throws IOException {
    added = new JarFile(jar, false);
  }

  private byte @Nullable [] find(String name) {
    byte[] bytes = archive.find(name);
    return bytes == null ? findAdded(name) : bytes;
  }

  private byte @Nullable [] findAdded(String name) {
    JarFile jar = added;
    ZipEntry entry = jar == null ? null : jar.getEntry(name);
    if (jar == null || entry == null) {
      return null;
    }
    byte[] content = new byte[(int) entry.getSize()];
    try (InputStream in = jar.getInputStream(entry)) {
      int at = 0;
      while (at < content.length) {
        int read = in.read(content, at, content.length - at);
        if (read < 0) {
          return null;
        }
        at += read;
      }
      return content;
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = find(name.replace('.', '/').concat(".class"));
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    byte[] bytes = find(name);
    return bytes == null ? null : new ByteArrayInputStream(bytes);
  }

  @Override
  protected @Nullable URL findResource(String name) {
    return url(name, find(name));
  }

  @Override
  public Enumeration<URL> getResources(String name) {
    List<URL> urls = new ArrayList<>(2);
    addUrl(name, archive.find(name), urls);
    addUrl(name, findAdded(name), urls);
    return Collections.enumeration(urls);
  }

  private static void addUrl(String name, byte @Nullable [] content, List<URL> urls) {
    URL url = url(name, content);
    if (url != null) {
      urls.add(url);
    }
  }

  private static @Nullable URL url(String name, byte @Nullable [] content) {
    if (content == null) {
      return null;
    }
    try {
      return new URL(null, "obs-agent:/".concat(name), new Handler(content));
    } catch (MalformedURLException e) {
      return null;
    }
  }

  private static final class Handler extends URLStreamHandler {
    private final byte[] content;

    Handler(byte[] content) {
      this.content = content;
    }

    @Override
    protected URLConnection openConnection(URL url) {
      return new URLConnection(url) {
        @Override
        public void connect() {}

        @Override
        public InputStream getInputStream() {
          return new ByteArrayInputStream(content);
        }
      };
    }
  }
}
