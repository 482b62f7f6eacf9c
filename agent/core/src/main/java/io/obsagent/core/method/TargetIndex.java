/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.method;

import io.obsagent.core.weave.ConstantPool;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Targets, arranged so that a class that none is for is known as such at once. Immutable, but for
 * what the targets themselves learn.
 */
final class TargetIndex {
  private final Map<String, List<MethodTarget>> byName = new HashMap<>();
  private final List<MethodTarget> byPattern = new ArrayList<>();
  private final List<Mentioned> byMention = new ArrayList<>();
  private final Set<String> implemented = new HashSet<>();
  private boolean asksClassFiles;

  /** A target that is for a class only if the class file mentions certain texts. */
  private static final class Mentioned {
    final MethodTarget target;
    final @Nullable ConstantPool texts;

    Mentioned(MethodTarget target, @Nullable Collection<String> texts) {
      this.target = target;
      this.texts = texts == null ? null : new ConstantPool(texts);
    }

    boolean mayBeIn(byte[] classFile) {
      return texts == null || texts.mentionedIn(classFile);
    }
  }

  TargetIndex(Iterable<MethodTarget> targets) {
    for (MethodTarget target : targets) {
      switch (target.selection) {
        case IMPLEMENTATIONS:
          implemented.addAll(target.typeNames());
          byMention.add(new Mentioned(target, target.methods.literals()));
          break;
        case SUBTYPES:
          asksClassFiles = true;
          byMention.add(
              new Mentioned(
                  target,
                  target.annotatedMethods
                      ? descriptors(target.methods)
                      : target.methods.literals()));
          break;
        case ANNOTATION:
          asksClassFiles = true;
          byMention.add(new Mentioned(target, descriptors(target.types)));
          break;
        default:
          named(target);
      }
    }
  }

  private void named(MethodTarget target) {
    List<String> names = target.types.literals();
    if (names == null) {
      byPattern.add(target);
      return;
    }
    for (String name : names) {
      List<MethodTarget> there = byName.get(name.replace('.', '/'));
      if (there == null) {
        there = new ArrayList<>(2);
        byName.put(name.replace('.', '/'), there);
      }
      there.add(target);
    }
  }

  /** The descriptors of annotations of some names; null when the names have stars. */
  static @Nullable List<String> descriptors(NamePattern annotations) {
    List<String> names = annotations.literals();
    if (names == null) {
      return null;
    }
    List<String> descriptors = new ArrayList<>(names.size());
    for (String name : names) {
      descriptors.add("L" + name.replace('.', '/') + ";");
    }
    return descriptors;
  }

  boolean isEmpty() {
    return byName.isEmpty() && byPattern.isEmpty() && byMention.isEmpty();
  }

  /** Whether the class files of loaded classes must be asked, their names not being enough. */
  boolean asksClassFiles() {
    return asksClassFiles;
  }

  /** Whether a loaded class implements a type of which only implementations are looked for. */
  boolean isImplementedBy(Class<?> loaded) {
    if (implemented.isEmpty() || loaded.isInterface()) {
      return false;
    }
    for (Class<?> type = loaded; type != null; type = type.getSuperclass()) {
      if (implemented.contains(type.getName()) || isAbove(type)) {
        return true;
      }
    }
    return false;
  }

  private boolean isAbove(Class<?> type) {
    for (Class<?> one : type.getInterfaces()) {
      if (implemented.contains(one.getName()) || isAbove(one)) {
        return true;
      }
    }
    return false;
  }

  /** The targets that may be for a class. */
  List<MethodTarget> mayBeFor(String internalName, byte @Nullable [] classFile) {
    if (isEmpty()) {
      return Collections.emptyList();
    }
    List<MethodTarget> found = new ArrayList<>(2);
    List<MethodTarget> exact = byName.get(internalName);
    if (exact != null) {
      found.addAll(exact);
    }
    if (!byPattern.isEmpty() && !isProxy(internalName)) {
      String name = internalName.replace('/', '.');
      for (MethodTarget target : byPattern) {
        if (target.takesName(name)) {
          found.add(target);
        }
      }
    }
    if (classFile != null && !byMention.isEmpty() && !isProxy(internalName)) {
      for (Mentioned mentioned : byMention) {
        if (mentioned.mayBeIn(classFile)) {
          found.add(mentioned.target);
        }
      }
    }
    return found;
  }

  /**
   * Whether a class was made at run time to stand before another one that is woven itself: by
   * CGLIB, by Spring, by Hibernate, by the JDK.
   */
  private static boolean isProxy(String name) {
    return name.contains("$$Enhancer")
        || name.contains("$$FastClass")
        || name.contains("$$SpringCGLIB")
        || name.contains("$HibernateProxy$")
        || name.contains("_ClientProxy")
        || name.contains("$Proxy$_$$")
        || name.startsWith("$Proxy", name.lastIndexOf('/') + 1);
  }
}
