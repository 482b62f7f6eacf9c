/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.extension;

import io.obsagent.core.log.AgentLog;
import io.obsagent.core.weave.HostedModule;
import io.obsagent.core.weave.Linker;
import io.obsagent.core.weave.UnweavableException;
import io.opentelemetry.javaagent.extension.AgentListener;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/** One extension jar. What of it does not work is a line, and the rest works. Thread-safe. */
final class Extension {
  private static final String SERVICES = "META-INF/services/";
  private static final String AGENT = "io.opentelemetry.javaagent.";
  private static final String SDK = "io.opentelemetry.sdk.";

  /** The services that OpenTelemetry's SDK asks for as it is configured. */
  private static final String AUTOCONFIGURE = "io.opentelemetry.sdk.autoconfigure.spi.";

  private final File jar;
  private final ExtensionClassLoader loader;
  private final Map<String, List<String>> services = new HashMap<>();
  private final List<HostedModule> modules = new CopyOnWriteArrayList<>();
  private final Map<ClassLoader, WeakReference<GuestAdviceLoader>> adviceLoaders =
      new WeakHashMap<>();

  private Extension(File jar, List<URL> libraries, ClassLoader agent) throws IOException {
    this.jar = jar;
    this.loader = new ExtensionClassLoader(jar.toURI().toURL(), libraries, agent);
  }

  /** Whether a jar with these services may be used by others: none of them is an agent's. */
  static boolean isLibrary(List<String> names) {
    for (String name : names) {
      if (name.startsWith(AGENT)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The services that a jar says it has and that are for an agent or the SDK, supported or not.
   *
   * @throws IOException when it is none or cannot be read
   */
  static List<String> services(File jar) throws IOException {
    List<String> names = new ArrayList<>();
    try (JarFile content = new JarFile(jar)) {
      for (Enumeration<JarEntry> e = content.entries(); e.hasMoreElements(); ) {
        String name = e.nextElement().getName();
        if (name.startsWith(AGENT, SERVICES.length()) || name.startsWith(SDK, SERVICES.length())) {
          names.add(name.substring(SERVICES.length()));
        }
      }
    }
    return names;
  }

  /**
   * Opens a jar.
   *
   * @param names what it says it has
   * @param libraries jars that it may use
   * @throws IOException when its name is not that of a file
   */
  static Extension open(File jar, List<String> names, List<URL> libraries, ClassLoader agent)
      throws IOException {
    Extension extension = new Extension(jar, libraries, agent);
    for (String name : names) {
      extension.addServices(name);
    }
    try {
      extension.loader.attachFields();
    } catch (ReflectiveOperationException | LinkageError e) {
      extension.leftOut(AttachedFields.class.getName(), e);
    }
    return extension;
  }

  private void addServices(String service) {
    if (service.equals(InstrumentationModule.class.getName())
        || service.equals(AgentListener.class.getName())
        || service.startsWith(AUTOCONFIGURE)) {
      services.put(service, providers(service));
    } else {
      warn("is used without its " + service + ", which this agent does not support");
    }
  }

  private List<String> providers(String service) {
    byte[] bytes = loader.resource(SERVICES.concat(service));
    String text = bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    List<String> providers = new ArrayList<>();
    for (String line : text.split("\n")) {
      int comment = line.indexOf('#');
      String name = (comment < 0 ? line : line.substring(0, comment)).trim();
      if (!name.isEmpty() && !providers.contains(name)) {
        providers.add(name);
      }
    }
    return providers;
  }

  /** New instances of all that the jar provides of a service. */
  <T> List<T> provided(Class<T> service) {
    List<T> instances = new ArrayList<>();
    List<String> names = services.get(service.getName());
    if (names != null) {
      for (String name : names) {
        try {
          Class<?> type = Class.forName(name, true, loader);
          instances.add(service.cast(type.getDeclaredConstructor().newInstance()));
        } catch (InvocationTargetException e) {
          leftOut(name, e.getCause() == null ? e : e.getCause());
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
          leftOut(name, e);
        }
      }
    }
    return instances;
  }

  /** Makes a module ready; null, with a line, when it cannot be hosted. */
  @Nullable HostedModule host(InstrumentationModule module) {
    try {
      String prefix = jar.getPath() + Linker.GUEST;
      HostedModule hosted = new HostedModule(module, loader, prefix);
      modules.add(hosted);
      return hosted;
    } catch (RuntimeException | LinkageError e) {
      leftOut(module.getClass().getName(), e);
      return null;
    }
  }

  /** Says that a class of the jar is not used. */
  void leftOut(String className, Throwable why) {
    AgentLog.warnOnce(
        jar + " " + className,
        "extension "
            + jar
            + ": "
            + className
            + " is left out: "
            + UnweavableException.describe(why));
    AgentLog.debug("extension " + jar, why);
  }

  private void warn(String message) {
    AgentLog.warn("extension " + jar + " " + message);
  }

  /** Whether advice of this jar is named so. */
  boolean hasAdvice(String prefixed) {
    return prefixed.startsWith(jar.getPath() + Linker.GUEST);
  }

  /** Loads an advice class for a class loader of the application. */
  Class<?> advice(ClassLoader application, String prefixed) throws ClassNotFoundException {
    return adviceLoader(application)
        .loadClass(prefixed.substring(prefixed.lastIndexOf(Linker.GUEST) + 1));
  }

  private GuestAdviceLoader adviceLoader(ClassLoader application) {
    synchronized (adviceLoaders) {
      WeakReference<GuestAdviceLoader> reference = adviceLoaders.get(application);
      GuestAdviceLoader advice = reference == null ? null : reference.get();
      if (advice == null) {
        advice = new GuestAdviceLoader(this, application);
        adviceLoaders.put(application, new WeakReference<>(advice));
      }
      return advice;
    }
  }

  ExtensionClassLoader loader() {
    return loader;
  }

  boolean isHelper(String className) {
    for (HostedModule module : modules) {
      if (module.isHelper(className)) {
        return true;
      }
    }
    return false;
  }

  List<String> hiddenPackages() {
    List<String> packages = new ArrayList<>();
    for (HostedModule module : modules) {
      packages.addAll(module.hiddenPackages());
    }
    return packages;
  }
}
