/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.extension;

import java.util.List;

/**
 * The loader of an extension's advice and helper classes for one class loader of the application.
 * The rest of the extension and the agent's classes come through the extension's loader, library
 * classes through the application's. Kept alive by the woven call sites alone.
 */
final class GuestAdviceLoader extends ClassLoader {
  private static final String[] AGENT = {
    "io.obsagent.", "io.opentelemetry.", "net.bytebuddy.", "org.objectweb.asm."
  };

  static {
    registerAsParallelCapable();
  }

  private final Extension extension;
  private final ExtensionClassLoader guest;
  private final ClassLoader application;
  private final List<String> hidden;

  GuestAdviceLoader(Extension extension, ClassLoader application) {
    super(extension.loader());
    this.extension = extension;
    this.guest = extension.loader();
    this.application = application;
    this.hidden = extension.hiddenPackages();
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (extension.isHelper(name)) {
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        byte[] bytes = loaded == null ? guest.find(name) : null;
        if (bytes != null) {
          loaded = defineClass(name, bytes, 0, bytes.length);
        }
        if (loaded != null) {
          return loaded;
        }
      }
    }
    return guest.has(name) || isAgents(name) ? guest.loadClass(name) : application.loadClass(name);
  }

  private boolean isAgents(String name) {
    for (String prefix : hidden) {
      if (name.startsWith(prefix)) {
        return false;
      }
    }
    for (String prefix : AGENT) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
