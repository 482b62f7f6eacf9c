/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import io.obsagent.core.log.AgentLog;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.ClassFileVersion;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.TypeResolutionStrategy;
import net.bytebuddy.dynamic.VisibilityBridgeStrategy;
import net.bytebuddy.dynamic.scaffold.InstrumentedType;
import net.bytebuddy.dynamic.scaffold.MethodGraph;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;
import org.jspecify.annotations.Nullable;

/**
 * Weaves for modules whose matchers tell nothing of what they look for, through Byte Buddy. Asks
 * them about every class, from class files and without loading one; such classes are described only
 * as far as a matcher asks. Thread-safe; keeps no class loader alive.
 */
final class OpaqueWeaver {
  private static final byte YES = 1;
  private static final byte NO = 2;

  private final HostedModule.Target[] targets;
  private final Set<String> carriers = new HashSet<>();
  private final Map<ClassLoader, Knowledge> known =
      Collections.synchronizedMap(new WeakHashMap<ClassLoader, Knowledge>());

  /** What is known of a class loader. A race costs a question asked twice. */
  private static final class Knowledge {
    final TypePool.CacheProvider types = new TypePool.CacheProvider.Simple.UsingSoftReference();
    final ClassFileLocator classFiles;

    /** By target, whether its own matcher and its module's take the loader; 0 for not yet asked. */
    final byte[] byTarget;

    final byte[] byModule;

    Knowledge(ClassLoader loader, int targets) {
      this.classFiles = ClassFileLocator.ForClassLoader.WeaklyReferenced.of(loader);
      this.byTarget = new byte[targets];
      this.byModule = new byte[targets];
    }
  }

  OpaqueWeaver(List<HostedModule> modules) {
    List<HostedModule> ordered = new ArrayList<>(modules);
    ordered.sort((one, other) -> Integer.compare(one.order(), other.order()));
    List<HostedModule.Target> all = new ArrayList<>();
    for (HostedModule module : ordered) {
      all.addAll(module.targets());
      carriers.addAll(module.carriers());
    }
    this.targets = all.toArray(new HostedModule.Target[0]);
  }

  /** Whether a module keeps state on instances of the class of this name. */
  boolean keepsStateOn(String name) {
    return carriers.contains(name);
  }

  /**
   * Weaves what any module wants of a class.
   *
   * @param wovenNames gets the module's and the class's name
   * @return null when none wants it
   */
  byte @Nullable [] weave(
      ClassLoader loader,
      String name,
      @Nullable ProtectionDomain domain,
      byte[] classFile,
      Set<String> wovenNames) {
    Knowledge knowledge = knowledge(loader);
    TypePool pool = pool(knowledge, name, ClassFileLocator.Simple.of(name, classFile));
    TypeDescription type = pool.describe(name).resolve();
    byte[] woven = null;
    for (int i = 0; i < targets.length; i++) {
      if (isWanted(i, loader, knowledge, type)) {
        byte[] before = woven == null ? classFile : woven;
        byte[] after = apply(targets[i], loader, knowledge, type, domain, before);
        if (after != null) {
          woven = after;
          wovenNames.add(targets[i].module.name().concat(" ").concat(name));
        }
      }
    }
    return woven;
  }

  /** Whether any module wants a class that its loader still finds as a resource. */
  boolean wants(ClassLoader loader, String name) {
    Knowledge knowledge = knowledge(loader);
    TypePool.Resolution resolution =
        pool(knowledge, name, ClassFileLocator.NoOp.INSTANCE).describe(name);
    for (int i = 0; i < targets.length; i++) {
      if (resolution.isResolved() && isWanted(i, loader, knowledge, resolution.resolve())) {
        return true;
      }
    }
    return false;
  }

  private Knowledge knowledge(ClassLoader loader) {
    Knowledge knowledge = known.get(loader);
    if (knowledge == null) {
      knowledge = new Knowledge(loader, targets.length);
      known.put(loader, knowledge);
    }
    return knowledge;
  }

  private static TypePool pool(Knowledge knowledge, String name, ClassFileLocator itself) {
    return new TypePool.Default.WithLazyResolution(
        new TypePool.CacheProvider.Discriminating(
            ElementMatchers.is((Object) name),
            new TypePool.CacheProvider.Simple(),
            knowledge.types),
        new ClassFileLocator.Compound(itself, knowledge.classFiles),
        TypePool.Default.ReaderMode.FAST);
  }

  private boolean isWanted(int i, ClassLoader loader, Knowledge knowledge, TypeDescription type) {
    HostedModule.Target target = targets[i];
    try {
      return takes(target.loaders, loader, knowledge.byTarget, i)
          && target.types.matches(type)
          && takes(target.module.loaders(), loader, knowledge.byModule, i);
    } catch (TypePool.Resolution.NoSuchTypeException e) {
      AgentLog.debug("instrumentation " + target.module.name() + " on " + type.getName(), e);
    } catch (Throwable t) {
      AgentLog.warnOnce(
          "match ".concat(target.module.name()).concat(t.getClass().getName()),
          "a matcher of instrumentation "
              + target.module.name()
              + " failed on "
              + type.getName()
              + ": "
              + UnweavableException.describe(t));
      AgentLog.debug("instrumentation " + target.module.name(), t);
    }
    return false;
  }

  private static boolean takes(
      ElementMatcher<? super ClassLoader> matcher, ClassLoader loader, byte[] answers, int i) {
    byte answer = answers[i];
    if (answer == 0) {
      answer = matcher.matches(loader) ? YES : NO;
      answers[i] = answer;
    }
    return answer == YES;
  }

  private static byte @Nullable [] apply(
      HostedModule.Target target,
      ClassLoader loader,
      Knowledge knowledge,
      TypeDescription type,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    try {
      ClassFileVersion version = ClassFileVersion.ofClassFile(classFile);
      if (target.hasAdvice && !version.isAtLeast(ClassFileVersion.JAVA_V7)) {
        throw new UnweavableException("its class file is older than Java 7");
      }
      String name = type.getName();
      ClassFileLocator itself = ClassFileLocator.Simple.of(name, classFile);
      DynamicType.Builder<?> builder =
          new ByteBuddy(version)
              .with(TypeValidation.DISABLED)
              .with(MethodGraph.Compiler.ForDeclaredMethods.INSTANCE)
              .with(VisibilityBridgeStrategy.Default.NEVER)
              .with(InstrumentedType.Factory.Default.FROZEN)
              .ignore(ElementMatchers.none())
              .decorate(type, new ClassFileLocator.Compound(itself, knowledge.classFiles));
      for (AgentBuilder.Transformer change : target.changes) {
        builder = change.transform(builder, type, loader, null, domain);
      }
      byte[] woven =
          builder
              .make(TypeResolutionStrategy.Disabled.INSTANCE, pool(knowledge, name, itself))
              .getBytes();
      return Arrays.equals(woven, classFile) ? null : woven;
    } catch (Throwable t) {
      AgentLog.warnOnce(
          "apply ".concat(target.module.name()).concat(String.valueOf(t.getMessage())),
          "instrumentation "
              + target.module.name()
              + " is left out of "
              + type.getName()
              + ": "
              + UnweavableException.describe(t));
      AgentLog.debug("instrumentation " + target.module.name(), t);
      return null;
    }
  }
}
