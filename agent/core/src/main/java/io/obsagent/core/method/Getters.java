/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.method;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Finds the field behind a getter: {@code getPlan}, {@code isPlan} or {@code plan} whose whole code
 * is {@code return this.planCode}. The getter is read, never called.
 */
final class Getters extends ClassVisitor {
  private final String plain;
  private final String capital;
  private @Nullable String field;

  private Getters(String name) {
    super(Opcodes.ASM9);
    this.plain = name;
    this.capital = Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  /** The name of the field behind a class's own getter of a name; null when there is none. */
  static @Nullable String field(Class<?> type, String name) {
    byte[] classFile = ClassShape.find(type.getClassLoader(), type.getName().replace('.', '/'));
    if (classFile == null) {
      return null;
    }
    Getters getters = new Getters(name);
    new ClassReader(classFile).accept(getters, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return getters.field;
  }

  @Override
  public @Nullable MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    boolean named =
        name.equals(plain)
            || name.equals("get".concat(capital))
            || name.equals("is".concat(capital));
    return named
            && descriptor.startsWith("()")
            && (access & (Opcodes.ACC_STATIC | Opcodes.ACC_BRIDGE)) == 0
        ? new Code()
        : null;
  }

  /** Follows {@code aload_0, getfield, return} and nothing else. */
  private final class Code extends MethodVisitor {
    private int at;
    private @Nullable String read;

    Code() {
      super(Opcodes.ASM9);
    }

    private void step(int expected) {
      at = at == expected ? expected + 1 : -1;
    }

    @Override
    public void visitVarInsn(int opcode, int slot) {
      step(opcode == Opcodes.ALOAD && slot == 0 ? 0 : -2);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      step(opcode == Opcodes.GETFIELD ? 1 : -2);
      read = name;
    }

    @Override
    public void visitInsn(int opcode) {
      step(opcode >= Opcodes.IRETURN && opcode <= Opcodes.ARETURN ? 2 : -2);
    }

    @Override
    public void visitEnd() {
      if (at == 3) {
        field = read;
      }
    }

    @Override
    public void visitIntInsn(int opcode, int operand) {
      at = -1;
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      at = -1;
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      at = -1;
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      at = -1;
    }

    @Override
    public void visitJumpInsn(int opcode, Label label) {
      at = -1;
    }

    @Override
    public void visitLdcInsn(Object value) {
      at = -1;
    }

    @Override
    public void visitIincInsn(int slot, int increment) {
      at = -1;
    }
  }
}
