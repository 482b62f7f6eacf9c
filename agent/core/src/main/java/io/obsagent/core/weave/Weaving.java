/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import io.obsagent.bootstrap.AgentClassLoader;
import io.obsagent.bootstrap.Archive;
import io.obsagent.bootstrap.Dispatch;
import io.obsagent.core.log.AgentLog;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Starts weaving in a process that runs under the agent's jar. */
public final class Weaving
    implements ClassBytes, Modules.Factory, Weaver.OwnLoaders, Linker.AdviceLoader {
  /** The resource that holds the index of all modules. */
  public static final String INDEX = "io/obsagent/modules.index";

  /**
   * Where the class loaders of OpenTelemetry's agent are: what it does is not the application's.
   */
  private static final String OTHER_AGENT = "io.opentelemetry.javaagent.";

  /** Instrumentations that came with other jars than the agent's. Thread-safe. */
  public interface Guests extends Linker.AdviceLoader, Weaver.OwnLoaders {}

  private final AgentClassLoader loader;
  private final AdviceClassLoader.All advice;
  private final Modules modules = new Modules();
  private final Weaver weaver;
  private volatile @Nullable Guests guests;

  private Weaving(AgentClassLoader loader) {
    this.loader = loader;
    this.advice = new AdviceClassLoader.All(loader);
    this.weaver = new Weaver(modules, this, this);
  }

  /**
   * Weaves every class that is loaded from now on and that a module wants.
   *
   * @param training whether the run makes an AOT cache
   */
  public static Weaving start(
      Instrumentation instrumentation, AgentClassLoader loader, boolean training) {
    Weaving weaving = new Weaving(loader);
    if (training) {
      weaving.weaver.train();
    }
    weaving.modules.read(weaving.index(), weaving);
    Dispatch.agent(new Linker(weaving));
    weaving.weaver.start(instrumentation);
    return weaving;
  }

  /** Sets who asks for more methods than the modules do. */
  public void interceptor(Interceptor interceptor) {
    weaver.interceptor(interceptor);
  }

  /** Weaves the wanted classes that were loaded before. */
  public void weaveLoaded(Instrumentation instrumentation) {
    weaveLoaded(modules.names(), instrumentation);
  }

  /** Those that are loaded now; none in a process that is ending, where the JVM gives null. */
  public static Class<?>[] loadedClasses(Instrumentation instrumentation) {
    Class<?>[] loaded = instrumentation.getAllLoadedClasses();
    return loaded == null ? new Class<?>[0] : loaded;
  }

  /** Weaves those of the classes that were loaded before. */
  static void weaveLoaded(Set<String> names, Instrumentation instrumentation) {
    for (Class<?> loaded : loadedClasses(instrumentation)) {
      if (names.contains(loaded.getName())) {
        retransform(loaded, instrumentation);
      }
    }
  }

  /**
   * What has been woven so far, as instrumentation, a blank and class; grows as more is, from any
   * thread.
   */
  public Set<String> woven() {
    return weaver.woven();
  }

  /** How many classes could not be woven. */
  public long failures() {
    return weaver.failures();
  }

  /** Leaves the classes of guests alone from now on, and links their advice. */
  public void admit(Guests guests) {
    this.guests = guests;
  }

  /** Weaves for the modules of guests: classes yet to come and those that were loaded before. */
  public void host(List<HostedModule> hosted, Instrumentation instrumentation) {
    weaver.host(hosted);
    for (Class<?> loaded : loadedClasses(instrumentation)) {
      if (weaver.isWantedByHosted(loaded)) {
        retransform(loaded, instrumentation);
      }
    }
  }

  private static void retransform(Class<?> loaded, Instrumentation instrumentation) {
    if (instrumentation.isModifiableClass(loaded)) {
      try {
        instrumentation.retransformClasses(loaded);
      } catch (UnmodifiableClassException | RuntimeException | LinkageError e) {
        AgentLog.warnOnce(
            "retransform ".concat(loaded.getName()),
            loaded.getName()
                + " was loaded before the agent and stays as it is: "
                + AgentLog.describe(e));
      }
    }
  }

  private List<String> index() {
    byte[] bytes = loader.archive().find(INDEX);
    List<String> lines = new ArrayList<>();
    if (bytes != null) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      int begin = 0;
      for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', begin)) {
        lines.add(text.substring(begin, end));
        begin = end + 1;
      }
    }
    return lines;
  }

  @Override
  public byte @Nullable [] find(String name) {
    Archive archive = loader.archive();
    return archive.find(name.replace('.', '/').concat(".class"));
  }

  @Override
  public InstrumentationModule make(String className) throws ReflectiveOperationException {
    return (InstrumentationModule)
        loader.loadClass(className).getDeclaredConstructor().newInstance();
  }

  @Override
  public Class<?> load(@Nullable ClassLoader woven, String name) throws ClassNotFoundException {
    Guests others = guests;
    return others != null && name.indexOf(Linker.GUEST) >= 0
        ? others.load(woven, name)
        : advice.load(woven, name);
  }

  @Override
  public boolean contains(ClassLoader candidate) {
    if (candidate == loader
        || candidate.getClass() == AdviceClassLoader.class
        || candidate.getClass().getName().startsWith(OTHER_AGENT)) {
      return true;
    }
    Guests others = guests;
    return others != null && others.contains(candidate);
  }
}
