/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.dist.build;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/** Leaves out the classes of a large library that nothing in the jar refers to. */
final class Reachable {
  private Reachable() {}

  /**
   * Removes the classes under a prefix that no class outside it needs, directly or through others
   * of it.
   */
  static void only(Map<String, byte[]> classes, String prefix) {
    Set<String> needed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    for (Map.Entry<String, byte[]> entry : classes.entrySet()) {
      if (entry.getKey().endsWith(".class") && !entry.getKey().startsWith(prefix)) {
        collect(entry.getValue(), prefix, needed, open);
      }
    }
    while (!open.isEmpty()) {
      byte[] classFile = classes.get(open.remove() + ".class");
      if (classFile != null) {
        collect(classFile, prefix, needed, open);
      }
    }
    classes
        .keySet()
        .removeIf(
            name ->
                name.startsWith(prefix)
                    && name.endsWith(".class")
                    && !needed.contains(name.substring(0, name.length() - 6)));
  }

  private static void collect(
      byte[] classFile, String prefix, Set<String> needed, Deque<String> open) {
    Remapper names =
        new Remapper() {
          @Override
          public String map(String name) {
            if (name.startsWith(prefix) && needed.add(name)) {
              open.add(name);
            }
            return name;
          }
        };
    new ClassReader(classFile).accept(new ClassRemapper(new ClassWriter(0), names), 0);
  }
}
