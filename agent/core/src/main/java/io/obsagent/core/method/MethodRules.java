/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.method;

import io.obsagent.bootstrap.AgentClassLoader;
import io.obsagent.core.log.AgentLog;
import io.obsagent.core.operation.OperationType;
import io.obsagent.core.weave.Hierarchy;
import io.obsagent.core.weave.Interception;
import io.obsagent.core.weave.Interceptor;
import io.obsagent.core.weave.Weaving;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The methods that the rules in force name, and those that are declared to be jobs: has them woven,
 * in classes to come and in those that are loaded already, and no longer when no rule names them.
 * Thread-safe.
 */
public final class MethodRules implements Interceptor {
  private static final MethodRules ALL = new MethodRules();

  /** With the version that is woven. */
  private final Map<MethodTarget, Integer> woven = new LinkedHashMap<>();

  private @Nullable Instrumentation instrumentation;
  private volatile TargetIndex index = new TargetIndex(Collections.<MethodTarget>emptyList());
  private volatile TargetIndex jobs = index;

  private MethodRules() {}

  /**
   * Has methods woven by a JVM's instrumentation; null ends that.
   *
   * @return what tells the weaver which methods
   */
  public static Interceptor with(@Nullable Instrumentation instrumentation) {
    Packages.with(instrumentation);
    synchronized (ALL) {
      ALL.instrumentation = instrumentation;
    }
    return ALL;
  }

  /** Whether some types of operations are calls of methods. */
  public static boolean areNamedBy(Collection<OperationType> types) {
    for (OperationType type : types) {
      if (MethodTarget.of(type) != null) {
        return true;
      }
    }
    return false;
  }

  /**
   * Says of which types of operations calls are recorded from now on. Those that are not calls of
   * methods are passed over. Weaves loaded classes on this thread, and only those for which
   * something has changed.
   */
  public static void enforce(Collection<OperationType> recorded) {
    ALL.weave(recorded);
  }

  /**
   * Says which methods are jobs from now on, whatever rules name. Weaves loaded classes on this
   * thread; those of methods that are jobs no longer stay as they are.
   */
  public static void jobs(Collection<MethodTarget> targets) {
    ALL.weaveJobs(new TargetIndex(targets));
  }

  private synchronized void weaveJobs(TargetIndex declared) {
    jobs = declared;
    Instrumentation loaded = instrumentation;
    if (loaded != null && !declared.isEmpty()) {
      weaveLoaded(loaded, declared);
    }
  }

  private synchronized void weave(Collection<OperationType> recorded) {
    Map<MethodTarget, Integer> wanted = new LinkedHashMap<>();
    for (OperationType type : recorded) {
      MethodTarget target = MethodTarget.of(type);
      if (target != null) {
        wanted.put(target, target.version());
      }
    }
    List<MethodTarget> changed = new ArrayList<>();
    for (Map.Entry<MethodTarget, Integer> entry : wanted.entrySet()) {
      if (!entry.getValue().equals(woven.get(entry.getKey()))) {
        changed.add(entry.getKey());
      }
    }
    for (MethodTarget target : woven.keySet()) {
      if (!wanted.containsKey(target)) {
        changed.add(target);
      }
    }
    if (changed.isEmpty()) {
      return;
    }
    woven.clear();
    woven.putAll(wanted);
    index = new TargetIndex(wanted.keySet());
    Instrumentation loaded = instrumentation;
    if (loaded != null) {
      weaveLoaded(loaded, new TargetIndex(changed));
    }
  }

  @Override
  public List<Interception> find(
      @Nullable ClassLoader loader, String name, byte[] classFile, Hierarchy hierarchy) {
    List<MethodTarget> ruled = index.mayBeFor(name, classFile);
    List<MethodTarget> declared = jobs.mayBeFor(name, classFile);
    if (ruled.isEmpty() && declared.isEmpty()) {
      return Collections.emptyList();
    }
    List<Interception> all = new Binder(loader, classFile, hierarchy).bind(ruled);
    all.addAll(new Binder(loader, classFile, hierarchy).bindJobs(declared));
    return all;
  }

  private static void weaveLoaded(Instrumentation instrumentation, TargetIndex changed) {
    for (Class<?> loaded : Weaving.loadedClasses(instrumentation)) {
      if (!loaded.isArray()
          && !loaded.isPrimitive()
          && !(loaded.getClassLoader() instanceof AgentClassLoader)
          && instrumentation.isModifiableClass(loaded)
          && mayBeFor(changed, loaded)) {
        try {
          instrumentation.retransformClasses(loaded);
        } catch (UnmodifiableClassException | RuntimeException | LinkageError | InternalError e) {
          AgentLog.warnOnce(
              "retransform ".concat(loaded.getName()),
              loaded.getName()
                  + " was loaded before its rules and stays as it is: "
                  + AgentLog.describe(e));
        }
      }
    }
  }

  private static boolean mayBeFor(TargetIndex targets, Class<?> loaded) {
    String name = loaded.getName().replace('.', '/');
    if (!targets.mayBeFor(name, null).isEmpty() || targets.isImplementedBy(loaded)) {
      return true;
    }
    if (!targets.asksClassFiles() || loaded.getClassLoader() == null) {
      return false;
    }
    byte[] classFile = ClassShape.find(loaded.getClassLoader(), name);
    return classFile != null && !targets.mayBeFor(name, classFile).isEmpty();
  }
}
