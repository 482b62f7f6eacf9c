/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import io.obsagent.bootstrap.AgentClassLoader;
import io.obsagent.bootstrap.Archive;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The loader of advice and helper classes for one class loader of the application: sees the agent's
 * classes through the agent's loader and the library's through the application's. Kept alive by the
 * woven call sites alone, so that it goes when the application's loader goes. What implements the
 * application's own OpenTelemetry API is in another one, which sees that in the agent's place.
 */
final class AdviceClassLoader extends ClassLoader {
  private static final String INSTRUMENTATION = "io.obsagent.instrumentation.";

  /** Advice for the application's copy of OpenTelemetry's API. */
  private static final String API = INSTRUMENTATION.concat("opentelemetry.");

  private static final String OPENTELEMETRY = "io.opentelemetry.";

  /** Packages that are the agent's wherever advice mentions them. */
  private static final String[] AGENT = {
    "io.obsagent.", OPENTELEMETRY, "net.bytebuddy.", "org.objectweb.asm."
  };

  static {
    registerAsParallelCapable();
  }

  private final Archive archive;
  private final ClassLoader agent;
  private final ClassLoader application;
  private final boolean forApi;

  private AdviceClassLoader(AgentClassLoader agent, ClassLoader application, boolean forApi) {
    super(agent);
    this.archive = agent.archive();
    this.agent = agent;
    this.application = application;
    this.forApi = forApi;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith(INSTRUMENTATION)) {
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? findClass(name) : loaded;
      }
    }
    if (forApi && name.startsWith(OPENTELEMETRY)) {
      return application.loadClass(name);
    }
    for (String prefix : AGENT) {
      if (name.startsWith(prefix)) {
        return agent.loadClass(name);
      }
    }
    return application.loadClass(name);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = archive.find(name.replace('.', '/').concat(".class"));
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  /** All advice loaders. Thread-safe. */
  static final class All implements Linker.AdviceLoader {
    private final AgentClassLoader agent;
    private final Map<ClassLoader, WeakReference<AdviceClassLoader>> loaders = new WeakHashMap<>();
    private final Map<ClassLoader, WeakReference<AdviceClassLoader>> forApi = new WeakHashMap<>();

    All(AgentClassLoader agent) {
      this.agent = agent;
    }

    @Override
    public Class<?> load(@Nullable ClassLoader woven, String advice) throws ClassNotFoundException {
      boolean api = advice.startsWith(API);
      return of(woven, api ? forApi : loaders, api).loadClass(advice);
    }

    private synchronized AdviceClassLoader of(
        @Nullable ClassLoader woven,
        Map<ClassLoader, WeakReference<AdviceClassLoader>> loaders,
        boolean api) {
      ClassLoader application =
          woven == null ? ClassLoader.getSystemClassLoader().getParent() : woven;
      WeakReference<AdviceClassLoader> reference = loaders.get(application);
      AdviceClassLoader loader = reference == null ? null : reference.get();
      if (loader == null) {
        loader = new AdviceClassLoader(agent, application, api);
        loaders.put(application, new WeakReference<>(loader));
      }
      return loader;
    }
  }
}
