/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.extension;

import io.obsagent.core.log.AgentLog;
import io.obsagent.core.settings.DeclarativeFile;
import io.obsagent.core.settings.Settings;
import io.obsagent.core.weave.HostedModule;
import io.obsagent.core.weave.Weaving;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.javaagent.extension.AgentListener;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.internal.AgentDistributionConfig;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.internal.AutoConfigureUtil;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.internal.DefaultConfigProperties;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The extension jars that {@code otel.javaagent.extensions} names: their parts of the SDK first,
 * then their instrumentations. Thread-safe.
 */
public final class Extensions implements Weaving.Guests, ComponentLoader {
  private final List<Extension> extensions;
  private final ComponentLoader agent;

  private Extensions(List<Extension> extensions, ComponentLoader agent) {
    this.extensions = extensions;
    this.agent = agent;
  }

  /**
   * Opens jars; what cannot be opened is a line. A jar without services of an agent is a library
   * for the others.
   *
   * @param places jars and folders of jars
   * @param loader the agent's
   * @param weaving told at once that the classes of extensions are not the application's
   */
  public static Extensions open(List<String> places, ClassLoader loader, Weaving weaving) {
    Map<File, List<String>> services = new LinkedHashMap<>();
    List<URL> libraries = new ArrayList<>();
    for (String place : places) {
      for (File jar : jars(new File(place))) {
        try {
          List<String> names = Extension.services(jar);
          if (Extension.isLibrary(names)) {
            libraries.add(jar.toURI().toURL());
          }
          if (!names.isEmpty()) {
            services.put(jar, names);
          }
        } catch (IOException | RuntimeException e) {
          unreadable(jar, e);
        }
      }
    }
    if (services.isEmpty() && !libraries.isEmpty()) {
      AgentLog.warn("no extension has anything for the agent: " + libraries);
    }
    List<Extension> extensions = new ArrayList<>();
    for (Map.Entry<File, List<String>> jar : services.entrySet()) {
      try {
        extensions.add(Extension.open(jar.getKey(), jar.getValue(), libraries, loader));
      } catch (IOException | RuntimeException e) {
        unreadable(jar.getKey(), e);
      }
    }
    Extensions opened = new Extensions(extensions, ComponentLoader.forClassLoader(loader));
    weaving.admit(opened);
    return opened;
  }

  private static void unreadable(File jar, Exception why) {
    AgentLog.warn(
        "extension " + jar + " is left out: it cannot be read: " + AgentLog.describe(why));
  }

  private static List<File> jars(File place) {
    List<File> jars = new ArrayList<>();
    File[] inside = place.listFiles();
    if (inside != null) {
      Arrays.sort(inside);
      boolean empty = true;
      for (File file : inside) {
        if (file.getName().endsWith(".jar") && file.isFile()) {
          empty = false;
          add(file, jars);
        }
      }
      if (empty) {
        AgentLog.warn("extension folder " + place + " holds no jar");
      }
    } else if (place.isFile()) {
      add(place, jars);
    } else {
      AgentLog.warn("extension " + place + " is left out: there is no such file or folder");
    }
    return jars;
  }

  /** The agent's own jar is for the agent, whatever else is named beside it. */
  private static void add(File jar, List<File> jars) {
    if (!jar.getName().equals(DeclarativeFile.JAR)) {
      jars.add(jar.getAbsoluteFile());
    }
  }

  /** The agent's own parts of the SDK, then those of the extensions. */
  @Override
  public <T> Iterable<T> load(Class<T> service) {
    List<T> all = new ArrayList<>();
    for (T own : agent.load(service)) {
      all.add(own);
    }
    for (Extension extension : extensions) {
      all.addAll(extension.provided(service));
    }
    return all;
  }

  /**
   * Lets extensions find the SDK, and tells those that listen.
   *
   * @return the modules to weave: those that are switched on and that the agent can host
   */
  public List<HostedModule> started(AutoConfiguredOpenTelemetrySdk sdk) {
    try {
      GlobalOpenTelemetry.set(sdk.getOpenTelemetrySdk());
    } catch (IllegalStateException e) {
      AgentLog.warn(
          "extensions do not see the agent's OpenTelemetry: one of them asked for it too early");
    }
    ConfigProperties config = AutoConfigureUtil.getConfig(sdk);
    List<HostedModule> modules = modules(config == null ? withoutSdk() : config);
    for (Extension extension : extensions) {
      for (AgentListener listener : ordered(extension.provided(AgentListener.class))) {
        try {
          listener.afterAgent(sdk);
        } catch (RuntimeException | LinkageError e) {
          extension.leftOut(listener.getClass().getName(), e);
        }
      }
    }
    return modules;
  }

  private static List<AgentListener> ordered(List<AgentListener> listeners) {
    listeners.sort(Comparator.comparingInt(AgentListener::order));
    return listeners;
  }

  /** What settings say where a declarative configuration is the SDK's. */
  private ConfigProperties withoutSdk() {
    return DefaultConfigProperties.create(Settings.file(), this)
        .withOverrides(Settings.arguments());
  }

  private List<HostedModule> modules(ConfigProperties config) {
    AgentDistributionConfig switches = AgentDistributionConfig.fromConfigProperties(config);
    AgentDistributionConfig.set(switches);
    List<HostedModule> hosted = new ArrayList<>();
    for (Extension extension : extensions) {
      for (InstrumentationModule module : extension.provided(InstrumentationModule.class)) {
        try {
          boolean wanted = module.defaultEnabled(config);
          if (switches.isInstrumentationEnabled(module.instrumentationNames(), wanted)) {
            HostedModule one = extension.host(module);
            if (one != null) {
              hosted.add(one);
            }
          }
        } catch (RuntimeException | LinkageError e) {
          extension.leftOut(module.getClass().getName(), e);
        }
      }
    }
    return hosted;
  }

  @Override
  public boolean contains(ClassLoader candidate) {
    return candidate instanceof ExtensionClassLoader || candidate instanceof GuestAdviceLoader;
  }

  @Override
  public Class<?> load(@Nullable ClassLoader woven, String advice) throws ClassNotFoundException {
    if (woven != null) {
      for (Extension extension : extensions) {
        if (extension.hasAdvice(advice)) {
          return extension.advice(woven, advice);
        }
      }
    }
    throw new ClassNotFoundException(advice);
  }
}
