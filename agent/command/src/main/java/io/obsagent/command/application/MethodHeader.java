/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command.application;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** A method of a class, with the names of its parameters as far as the class file has them. */
public final class MethodHeader {
  private final String name;
  private final String descriptor;
  private final int access;
  private final @Nullable String[] parameters;
  private final Set<String> annotations = new HashSet<>();

  MethodHeader(String name, String descriptor, int access) {
    this.name = name;
    this.descriptor = descriptor;
    this.access = access;
    this.parameters = new String[Type.getArgumentTypes(descriptor).length];
  }

  /** The name; {@code <init>} for a constructor. */
  public String name() {
    return name;
  }

  /** The types of parameters and result, as in class files. */
  public String descriptor() {
    return descriptor;
  }

  /** The types of its annotations, as in class files. */
  public Set<String> annotations() {
    return Collections.unmodifiableSet(annotations);
  }

  /** The names of the parameters, in order; null for one without. */
  public List<@Nullable String> parameters() {
    List<@Nullable String> names = new ArrayList<>();
    Collections.addAll(names, parameters);
    return names;
  }

  /** Whether it has code that its author wrote. */
  public boolean isWritten() {
    return (access
            & (Opcodes.ACC_ABSTRACT
                | Opcodes.ACC_NATIVE
                | Opcodes.ACC_BRIDGE
                | Opcodes.ACC_SYNTHETIC))
        == 0;
  }

  /** With short names of types: {@code place(Order order, int args.1)}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(name).append('(');
    Type[] types = Type.getArgumentTypes(descriptor);
    for (int i = 0; i < types.length; i++) {
      String type = types[i].getClassName();
      text.append(i == 0 ? "" : ", ").append(type.substring(type.lastIndexOf('.') + 1));
      String parameter = parameters[i];
      text.append(' ').append(parameter == null ? "args." + i : parameter);
    }
    return text.append(')').toString();
  }

  /** What reads the rest of it. */
  MethodVisitor reader() {
    return new Names();
  }

  /** Reads names from the table of parameters, else from that of local variables. */
  private final class Names extends MethodVisitor {
    private int next;

    Names() {
      super(Opcodes.ASM9);
    }

    @Override
    public @Nullable AnnotationVisitor visitAnnotation(String type, boolean visible) {
      annotations.add(type);
      return null;
    }

    @Override
    public void visitParameter(@Nullable String parameter, int flags) {
      if (next < parameters.length) {
        parameters[next++] = parameter;
      }
    }

    @Override
    public void visitLocalVariable(
        String variable,
        String type,
        @Nullable String signature,
        Label start,
        Label end,
        int slot) {
      int parameterSlot = (access & Opcodes.ACC_STATIC) != 0 ? 0 : 1;
      Type[] types = Type.getArgumentTypes(descriptor);
      for (int i = 0; i < types.length; i++) {
        if (slot == parameterSlot && parameters[i] == null) {
          parameters[i] = variable;
        }
        parameterSlot += types[i].getSize();
      }
    }
  }
}
