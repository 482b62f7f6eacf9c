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

/**
 * Weaves advice of the fixed shape into a class file. Only the methods that get advice are read and
 * written, by ASM; all else of the class is copied as it is. The methods' new constants are
 * numbered from where the class's own end, so that both go together.
 */
final class ClassWeaver {
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

  private final ClassFile before;
  private final List<? extends Weave> rules;
  private final boolean addState;

  /** By method, in the order of the class file, what is woven into it; null for nothing. */
  private final @Nullable List<Advice>[] advice;

  private int woven;

  @SuppressWarnings({"unchecked", "rawtypes"})
  private ClassWeaver(ClassFile before, List<? extends Weave> rules, boolean addState) {
    this.before = before;
    this.rules = rules;
    this.addState = addState;
    this.advice = new List[before.number(before.methods)];
  }

  /**
   * Weaves.
   *
   * @param addState whether the class gets the field behind {@link io.obsagent.bootstrap.Attached}
   * @return null when no method matches, and no state is asked for
   * @throws UnweavableException when the class has a shape that the weaver does not do
   */
  static byte @Nullable [] weave(byte[] classFile, List<? extends Weave> rules, boolean addState) {
    ClassWeaver weaver = new ClassWeaver(new ClassFile(classFile), rules, addState);
    weaver.choose();
    return weaver.woven == 0 && !addState ? null : weaver.weave();
  }

  private void choose() {
    int at = before.methods + 2;
    for (int i = 0; i < advice.length; i++) {
      int access = before.number(at);
      String name = before.text(before.number(at + 2));
      String descriptor = before.text(before.number(at + 4));
      for (Weave rule : rules) {
        Advice chosen = rule.adviceFor(access, name, descriptor);
        if (chosen != null) {
          List<Advice> all = advice[i];
          if (all == null) {
            all = new ArrayList<>(2);
            advice[i] = all;
            woven++;
          }
          all.add(chosen);
        }
      }
      at = before.endOfMember(at);
    }
  }

  private byte[] weave() {
    ClassWriter writer =
        new ClassWriter(
            new ClassReader(MethodSplice.blank(before.constantCount())), ClassWriter.COMPUTE_MAXS);
    new ClassReader(MethodSplice.take(before, advice))
        .accept(new Woven(writer), ClassReader.EXPAND_FRAMES);
    int attached = 0;
    int signature = 0;
    if (addState) {
      attached = writer.newClass(ATTACHED);
      String old = before.signature();
      signature = old == null ? 0 : writer.newUTF8(old + "L" + ATTACHED + ";");
    }
    return MethodSplice.join(
        before, advice, new ClassFile(writer.toByteArray()), attached, signature);
  }

  /** Sees the methods that get advice. */
  private final class Woven extends ClassVisitor {
    private int version;
    private String name = "";
    private int next;

    Woven(ClassWriter writer) {
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
      this.version = version;
      this.name = name;
      super.visit(version, access, name, null, superName, null);
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String method,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      MethodVisitor visitor = super.visitMethod(access, method, descriptor, signature, exceptions);
      List<Advice> all = advice[next++];
      while (all == null) {
        all = advice[next++];
      }
      for (Advice one : all) {
        visitor = new WovenMethod(visitor, version, name, access, method, descriptor, one);
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
}
