/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Weaves advice of the fixed shape into a class file, with ASM alone. */
final class ClassWeaver extends ClassVisitor {
  private static final String ATTACHED = "io/obsagent/bootstrap/Attached";
  private static final String FIELD = "obs$attachments";
  private static final int ADDED = Opcodes.ACC_PUBLIC | Opcodes.ACC_SYNTHETIC;

  /** Says which methods of the class get advice. */
  interface Weave {
    /** The advice for a method; null for none. */
    @Nullable Advice adviceFor(int access, String method, String descriptor);
  }

  /** One advice for the methods that a matcher names. */
  static final class Rule implements Weave {
    final Methods methods;
    final String adviceName;
    final Advice advice;

    Rule(Methods methods, String adviceName, Advice advice) {
      this.methods = methods;
      this.adviceName = adviceName;
      this.advice = advice;
    }

    @Override
    public @Nullable Advice adviceFor(int access, String method, String descriptor) {
      return methods.matches(access, method, descriptor) ? advice : null;
    }
  }

  private final List<? extends Weave> rules;
  private final boolean addState;
  private int version;
  private String name = "";
  private int woven;

  private ClassWeaver(ClassVisitor next, List<? extends Weave> rules, boolean addState) {
    super(Opcodes.ASM9, next);
    this.rules = rules;
    this.addState = addState;
  }

  /**
   * Weaves.
   *
   * @param addState whether the class gets the field behind {@link io.obsagent.bootstrap.Attached}
   * @return null when no method matches, and no state is asked for
   * @throws UnweavableException when the class has a shape that the weaver does not do
   */
  static byte @Nullable [] weave(byte[] classFile, List<? extends Weave> rules, boolean addState) {
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    ClassWeaver weaver = new ClassWeaver(writer, rules, addState);
    reader.accept(weaver, ClassReader.EXPAND_FRAMES);
    return weaver.woven == 0 && !addState ? null : writer.toByteArray();
  }

  @Override
  public void visit(
      int version,
      int access,
      String name,
      @Nullable String signature,
      @Nullable String superName,
      String @Nullable [] interfaces) {
    this.version = version;
    this.name = name;
    String[] all = interfaces;
    if (addState) {
      List<String> more = new ArrayList<>();
      if (interfaces != null) {
        for (String one : interfaces) {
          more.add(one);
        }
      }
      more.add(ATTACHED);
      all = more.toArray(new String[0]);
    }
    super.visit(
        version, access, name, addState ? withAttached(signature) : signature, superName, all);
  }

  private static @Nullable String withAttached(@Nullable String signature) {
    return signature == null ? null : signature + "L" + ATTACHED + ";";
  }

  @Override
  public MethodVisitor visitMethod(
      int access,
      String method,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    MethodVisitor visitor = super.visitMethod(access, method, descriptor, signature, exceptions);
    for (Weave rule : rules) {
      Advice advice = rule.adviceFor(access, method, descriptor);
      if (advice != null) {
        visitor = new WovenMethod(visitor, version, name, access, method, descriptor, advice);
        woven++;
      }
    }
    return visitor;
  }

  @Override
  public void visitEnd() {
    if (addState) {
      addState();
    }
    super.visitEnd();
  }

  private void addState() {
    cv.visitField(
            Opcodes.ACC_PRIVATE
                | Opcodes.ACC_TRANSIENT
                | Opcodes.ACC_VOLATILE
                | Opcodes.ACC_SYNTHETIC,
            FIELD,
            "Ljava/lang/Object;",
            null,
            null)
        .visitEnd();
    MethodVisitor get = cv.visitMethod(ADDED, FIELD, "()Ljava/lang/Object;", null, null);
    get.visitCode();
    get.visitVarInsn(Opcodes.ALOAD, 0);
    get.visitFieldInsn(Opcodes.GETFIELD, name, FIELD, "Ljava/lang/Object;");
    get.visitInsn(Opcodes.ARETURN);
    get.visitMaxs(0, 0);
    get.visitEnd();
    MethodVisitor set = cv.visitMethod(ADDED, FIELD, "(Ljava/lang/Object;)V", null, null);
    set.visitCode();
    set.visitVarInsn(Opcodes.ALOAD, 0);
    set.visitVarInsn(Opcodes.ALOAD, 1);
    set.visitFieldInsn(Opcodes.PUTFIELD, name, FIELD, "Ljava/lang/Object;");
    set.visitInsn(Opcodes.RETURN);
    set.visitMaxs(0, 0);
    set.visitEnd();
  }
}
