/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/**
 * Looks for classes of OpenTelemetry that a hosted module's advice and helpers refer to and that
 * nobody has: most often parts of OpenTelemetry's own agent. For one module.
 */
final class MissingClasses {
  private static final String OPENTELEMETRY = "io/opentelemetry/";

  private final HostedModule module;
  private final ClassBytes classes;
  private final Deque<String> open = new ArrayDeque<>();
  private final Set<String> seen = new HashSet<>();
  private @Nullable String missing;

  MissingClasses(HostedModule module, ClassBytes classes) {
    this.module = module;
    this.classes = classes;
  }

  /**
   * Follows references from some classes through helpers.
   *
   * @param names binary names
   * @throws UnweavableException when a class is missing
   */
  void refuse(Iterable<String> names) {
    for (String name : names) {
      see(name.replace('.', '/'));
    }
    while (missing == null && !open.isEmpty()) {
      byte[] classFile = classes.find(open.remove());
      if (classFile != null) {
        new ClassReader(classFile)
            .accept(
                new ClassRemapper(new ClassWriter(0), new References()), ClassReader.SKIP_DEBUG);
      }
    }
    if (missing != null) {
      throw new UnweavableException(
          "it needs " + missing + ", which neither the agent has nor a jar beside it");
    }
  }

  private void see(String internalName) {
    if (!seen.add(internalName)) {
      return;
    }
    String name = internalName.replace('/', '.');
    if (module.isHelper(name)) {
      open.add(name);
    }
    if (internalName.startsWith(OPENTELEMETRY)
        && missing == null
        && classes.find(name) == null
        && HostedModule.class.getClassLoader().getResource(internalName.concat(".class")) == null) {
      missing = name;
    }
  }

  private final class References extends Remapper {
    @Override
    public String map(String internalName) {
      see(internalName);
      return internalName;
    }
  }
}
