/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.dist.build;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Leaves out the static methods of large libraries that nothing in the jar calls: Kotlin's are
 * thousands in a few classes. Methods count as called by name and descriptor, whatever their class.
 */
final class StaticMethods {
  private static final class Method {
    final String name;
    final boolean removable;
    final Set<String> calls = new HashSet<>();

    Method(String name, boolean removable) {
      this.name = name;
      this.removable = removable;
    }
  }

  private final Set<String> called = new HashSet<>();
  private final Deque<Method> open = new ArrayDeque<>();
  private final Map<String, List<Method>> removable = new HashMap<>();

  private StaticMethods() {}

  /** Removes the methods from the classes under the prefixes. */
  static void prune(Map<String, byte[]> classes, String... prefixes) {
    StaticMethods methods = new StaticMethods();
    for (Map.Entry<String, byte[]> entry : classes.entrySet()) {
      if (entry.getKey().endsWith(".class")) {
        new ClassReader(entry.getValue())
            .accept(methods.reader(isUnder(entry.getKey(), prefixes)), ClassReader.SKIP_DEBUG);
      }
    }
    methods.follow();
    for (Map.Entry<String, byte[]> entry : classes.entrySet()) {
      if (entry.getKey().endsWith(".class") && isUnder(entry.getKey(), prefixes)) {
        entry.setValue(methods.pruned(entry.getValue()));
      }
    }
  }

  private static boolean isUnder(String name, String[] prefixes) {
    for (String prefix : prefixes) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  private void follow() {
    while (!open.isEmpty()) {
      for (String call : open.remove().calls) {
        if (called.add(call)) {
          open.addAll(removable.getOrDefault(call, new ArrayList<>()));
        }
      }
    }
  }

  private ClassVisitor reader(boolean prunable) {
    return new ClassVisitor(Opcodes.ASM9) {
      private boolean isEnum;

      @Override
      public void visit(
          int version,
          int access,
          String name,
          @Nullable String signature,
          @Nullable String superName,
          String @Nullable [] interfaces) {
        isEnum = (access & Opcodes.ACC_ENUM) != 0;
      }

      @Override
      public MethodVisitor visitMethod(
          int access,
          String name,
          String descriptor,
          @Nullable String signature,
          String @Nullable [] exceptions) {
        boolean isStatic = (access & Opcodes.ACC_STATIC) != 0 && !name.startsWith("<");
        Method method = new Method(name + descriptor, prunable && isStatic && !isEnum);
        if (method.removable) {
          removable.computeIfAbsent(method.name, key -> new ArrayList<>()).add(method);
        } else {
          open.add(method);
        }
        return new Calls(method.calls);
      }
    };
  }

  private byte[] pruned(byte[] classFile) {
    ClassWriter writer = new ClassWriter(0);
    new ClassReader(classFile)
        .accept(
            new ClassVisitor(Opcodes.ASM9, writer) {
              @Override
              public @Nullable MethodVisitor visitMethod(
                  int access,
                  String name,
                  String descriptor,
                  @Nullable String signature,
                  String @Nullable [] exceptions) {
                String method = name + descriptor;
                boolean isStatic = (access & Opcodes.ACC_STATIC) != 0;
                return isStatic && removable.containsKey(method) && !called.contains(method)
                    ? null
                    : super.visitMethod(access, name, descriptor, signature, exceptions);
              }
            },
            0);
    return writer.toByteArray();
  }

  /** What a method calls or holds a handle of. */
  private static final class Calls extends MethodVisitor {
    private final Set<String> calls;

    Calls(Set<String> calls) {
      super(Opcodes.ASM9);
      this.calls = calls;
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      calls.add(name + descriptor);
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      for (Object argument : arguments) {
        add(argument);
      }
    }

    @Override
    public void visitLdcInsn(Object value) {
      add(value);
    }

    private void add(Object constant) {
      if (constant instanceof Handle) {
        calls.add(((Handle) constant).getName() + ((Handle) constant).getDesc());
      }
    }
  }
}
