/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Lets the class loaders of OSGi frameworks and of JBoss Modules find the agent's bootstrap
 * classes, which woven classes refer to: of the boot loader's they show a module only what it
 * imports. {@link Visibility} knows them by name; what is put into them refers to the JDK alone.
 */
final class BootDelegation extends ClassVisitor {
  private static final String LOAD = "loadClass";
  private static final String WITH_NAME = "(Ljava/lang/String;)Ljava/lang/Class;";
  private static final String WITH_FLAG = "(Ljava/lang/String;Z)Ljava/lang/Class;";
  private static final int STACK = 3;

  private boolean woven;

  private BootDelegation(ClassWriter out) {
    super(Opcodes.ASM9, out);
  }

  /** The loader's class as it is to be; null when it has no method to weave. */
  static byte @Nullable [] weave(byte[] classFile) {
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(reader, 0);
    BootDelegation weaver = new BootDelegation(writer);
    reader.accept(weaver, 0);
    return weaver.woven ? writer.toByteArray() : null;
  }

  @Override
  public MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
    if (!name.equals(LOAD) || !descriptor.equals(WITH_NAME) && !descriptor.equals(WITH_FLAG)) {
      return method;
    }
    woven = true;
    return new Code(method);
  }

  /** {@code if (name.startsWith(…)) return Class.forName(name, false, null);} and the rest. */
  private static final class Code extends MethodVisitor {
    Code(MethodVisitor out) {
      super(Opcodes.ASM9, out);
    }

    @Override
    public void visitCode() {
      super.visitCode();
      Label others = new Label();
      visitVarInsn(Opcodes.ALOAD, 1);
      visitLdcInsn("io.obsagent.bootstrap.");
      visitMethodInsn(
          Opcodes.INVOKEVIRTUAL, "java/lang/String", "startsWith", "(Ljava/lang/String;)Z", false);
      visitJumpInsn(Opcodes.IFEQ, others);
      visitVarInsn(Opcodes.ALOAD, 1);
      visitInsn(Opcodes.ICONST_0);
      visitInsn(Opcodes.ACONST_NULL);
      visitMethodInsn(
          Opcodes.INVOKESTATIC,
          "java/lang/Class",
          "forName",
          "(Ljava/lang/String;ZLjava/lang/ClassLoader;)Ljava/lang/Class;",
          false);
      visitInsn(Opcodes.ARETURN);
      visitLabel(others);
      visitFrame(Opcodes.F_SAME, 0, null, 0, null);
      // So that no frame of the method's own is at the same place.
      visitInsn(Opcodes.NOP);
    }

    @Override
    public void visitMaxs(int stack, int locals) {
      super.visitMaxs(Math.max(stack, STACK), locals);
    }
  }
}
