/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command.application;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;

/** What a class is and extends. Names have dots. Immutable. */
public final class ClassHeader {
  private final String name;
  private final @Nullable String superclass;
  private final List<String> interfaces;
  private final int access;
  private final String place;

  ClassHeader(ClassReader reader, String place) {
    name = dotted(reader.getClassName());
    superclass = reader.getSuperName() == null ? null : dotted(reader.getSuperName());
    String[] names = reader.getInterfaces();
    for (int i = 0; i < names.length; i++) {
      names[i] = dotted(names[i]);
    }
    interfaces = Collections.unmodifiableList(Arrays.asList(names));
    access = reader.getAccess();
    this.place = place;
  }

  static String dotted(String internalName) {
    return internalName.replace('/', '.');
  }

  /** The name, nested classes with a dollar sign: {@code com.acme.Orders$Line}. */
  public String name() {
    return name;
  }

  /** The superclass; null for {@code java.lang.Object}. */
  public @Nullable String superclass() {
    return superclass;
  }

  /** The interfaces that it names itself. */
  public List<String> interfaces() {
    return interfaces;
  }

  /** Whether it is an interface. */
  public boolean isInterface() {
    return (access & Opcodes.ACC_INTERFACE) != 0;
  }

  /** Where it was found: {@code BOOT-INF/lib/orders-1.2.jar}; empty for the jar itself. */
  public String place() {
    return place;
  }
}
