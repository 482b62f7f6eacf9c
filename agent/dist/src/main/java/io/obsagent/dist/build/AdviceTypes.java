/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.dist.build;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Gives advice methods the types that woven call sites have, where every class is Object, and casts
 * the parameters inside: a method handle that has to convert them costs a generated class or two
 * for each new mixture of types.
 */
final class AdviceTypes {
  private static final String OWN = "io/obsagent/";
  private static final Type OBJECT = Type.getType(Object.class);
  private static final Set<String> ADVICE =
      new HashSet<>(
          Arrays.asList(
              "Lnet/bytebuddy/asm/Advice$OnMethodEnter;",
              "Lnet/bytebuddy/asm/Advice$OnMethodExit;"));

  /** Owner, name and descriptor of the methods. */
  private final Set<String> methods = new HashSet<>();

  private final Set<String> called = new HashSet<>();

  private AdviceTypes() {}

  /** Changes the agent's own advice, but for what other code calls too. */
  static void erase(Map<String, byte[]> classes) {
    AdviceTypes types = new AdviceTypes();
    for (Map.Entry<String, byte[]> entry : classes.entrySet()) {
      if (isOwn(entry.getKey())) {
        new ClassReader(entry.getValue())
            .accept(types.new Finder(), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
      }
    }
    types.methods.removeAll(types.called);
    for (Map.Entry<String, byte[]> entry : classes.entrySet()) {
      if (isOwn(entry.getKey())) {
        ClassReader reader = new ClassReader(entry.getValue());
        ClassWriter writer = new ClassWriter(reader, 0);
        Eraser eraser = types.new Eraser(writer);
        reader.accept(eraser, ClassReader.EXPAND_FRAMES);
        if (eraser.changed) {
          entry.setValue(writer.toByteArray());
        }
      }
    }
  }

  private static boolean isOwn(String name) {
    return name.startsWith(OWN) && name.endsWith(".class");
  }

  private static Type erased(Type type) {
    return type.getSort() < Type.ARRAY ? type : OBJECT;
  }

  /** Finds the methods, and what is called. */
  private final class Finder extends ClassVisitor {
    private String owner = "";

    Finder() {
      super(Opcodes.ASM9);
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        @Nullable String signature,
        @Nullable String superName,
        String @Nullable [] interfaces) {
      owner = name;
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public @Nullable AnnotationVisitor visitAnnotation(String type, boolean visible) {
          if (ADVICE.contains(type)) {
            methods.add(owner + "." + name + descriptor);
          }
          return null;
        }

        @Override
        public void visitMethodInsn(
            int opcode, String type, String method, String signature, boolean isInterface) {
          called.add(type + "." + method + signature);
        }

        @Override
        public void visitInvokeDynamicInsn(
            String method, String signature, Handle bootstrap, Object... arguments) {
          for (Object argument : arguments) {
            if (argument instanceof Handle) {
              Handle handle = (Handle) argument;
              called.add(handle.getOwner() + "." + handle.getName() + handle.getDesc());
            }
          }
        }
      };
    }
  }

  /** Changes them. */
  private final class Eraser extends ClassVisitor {
    private String owner = "";
    boolean changed;

    Eraser(ClassWriter writer) {
      super(Opcodes.ASM9, writer);
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        @Nullable String signature,
        @Nullable String superName,
        String @Nullable [] interfaces) {
      owner = name;
      super.visit(version, access, name, signature, superName, interfaces);
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      if (!methods.contains(owner + "." + name + descriptor)) {
        return super.visitMethod(access, name, descriptor, signature, exceptions);
      }
      changed = true;
      Type[] parameters = Type.getArgumentTypes(descriptor);
      Type[] erased = new Type[parameters.length];
      for (int i = 0; i < erased.length; i++) {
        erased[i] = erased(parameters[i]);
      }
      Type result = erased(Type.getReturnType(descriptor));
      return new Casts(
          super.visitMethod(
              access, name, Type.getMethodDescriptor(result, erased), null, exceptions),
          parameters);
    }
  }

  /** Casts parameters to what they were before anything else happens. */
  private static final class Casts extends MethodVisitor {
    private final Type[] parameters;

    Casts(MethodVisitor next, Type[] parameters) {
      super(Opcodes.ASM9, next);
      this.parameters = parameters;
    }

    @Override
    public void visitCode() {
      super.visitCode();
      int slot = 0;
      for (Type parameter : parameters) {
        if (parameter.getSort() >= Type.ARRAY && !parameter.equals(OBJECT)) {
          super.visitVarInsn(Opcodes.ALOAD, slot);
          super.visitTypeInsn(Opcodes.CHECKCAST, parameter.getInternalName());
          super.visitVarInsn(Opcodes.ASTORE, slot);
        }
        slot += parameter.getSize();
      }
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
      super.visitMaxs(Math.max(maxStack, 1), maxLocals);
    }
  }
}
