/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.dist.build;

import java.util.ArrayList;
import java.util.Arrays;
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
import org.objectweb.asm.Type;

/**
 * Turns lambdas and method references into small classes. Linking a lambda at run time costs
 * several generated classes and most of a millisecond; the SDK's start alone links about a hundred.
 */
final class Lambdas {
  private static final String MADE = "$$Lambda$";

  private final Map<String, byte[]> classes;
  private int kept;

  /** Works on class files by the names of their entries; made classes are added to the map. */
  Lambdas(Map<String, byte[]> classes) {
    this.classes = classes;
  }

  /** How many were left as they are, being of an unusual shape. */
  int kept() {
    return kept;
  }

  /** Replaces the lambdas of all classes. */
  void replaceAll() {
    for (String entry : new ArrayList<>(classes.keySet())) {
      if (entry.endsWith(".class")) {
        replace(entry, classes.get(entry));
      }
    }
  }

  private void replace(String entry, byte[] classFile) {
    ClassReader reader = new ClassReader(classFile);
    String host = reader.getClassName();
    boolean inInterface = (reader.getAccess() & Opcodes.ACC_INTERFACE) != 0;
    Set<String> opened = new HashSet<>();
    int[] count = {0};
    ClassWriter calls = new ClassWriter(0);
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, calls) {
          @Override
          public MethodVisitor visitMethod(
              int access,
              String name,
              String descriptor,
              @Nullable String signature,
              String @Nullable [] exceptions) {
            MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
            return new MethodVisitor(Opcodes.ASM9, next) {
              @Override
              public void visitInvokeDynamicInsn(
                  String method, String type, Handle bootstrap, Object... arguments) {
                if (isLambda(bootstrap)) {
                  Handle target = (Handle) arguments[1];
                  Handle reachable = reachable(host, inInterface, target);
                  String made = host + MADE + count[0];
                  byte[] generated =
                      reachable == null
                          ? null
                          : generate(made, method, type, (Type) arguments[0], reachable);
                  if (generated != null) {
                    count[0]++;
                    classes.put(made + ".class", generated);
                    if (target.getOwner().equals(host)) {
                      opened.add(target.getName() + target.getDesc());
                    }
                    super.visitMethodInsn(Opcodes.INVOKESTATIC, made, "make", type, false);
                    return;
                  }
                  kept++;
                }
                super.visitInvokeDynamicInsn(method, type, bootstrap, arguments);
              }
            };
          }
        },
        0);
    if (count[0] > 0) {
      classes.put(entry, open(calls.toByteArray(), host, inInterface, opened));
    }
  }

  private static boolean isLambda(Handle bootstrap) {
    return bootstrap.getOwner().equals("java/lang/invoke/LambdaMetafactory")
        && bootstrap.getName().equals("metafactory");
  }

  /** The target as a class beside the host can call it; null when it cannot. */
  private static @Nullable Handle reachable(String host, boolean inInterface, Handle target) {
    boolean synthetic = target.getOwner().equals(host) && target.getName().startsWith("lambda$");
    if (synthetic) {
      int tag = target.getTag();
      if (tag == Opcodes.H_INVOKESPECIAL) {
        tag = inInterface ? Opcodes.H_INVOKEINTERFACE : Opcodes.H_INVOKEVIRTUAL;
      }
      return new Handle(tag, host, unique(host, target.getName()), target.getDesc(), inInterface);
    }
    return target.getTag() == Opcodes.H_INVOKESPECIAL ? null : target;
  }

  /** A lambda's method that is no longer private must not be overridden by one of a subclass. */
  private static String unique(String host, String method) {
    return method + "$" + Integer.toHexString(host.hashCode());
  }

  /** Makes the methods behind lambdas visible to the classes made for them. */
  private static byte[] open(
      byte[] classFile, String host, boolean inInterface, Set<String> opened) {
    ClassWriter writer = new ClassWriter(0);
    new ClassReader(classFile)
        .accept(
            new ClassVisitor(Opcodes.ASM9, writer) {
              @Override
              public MethodVisitor visitMethod(
                  int access,
                  String name,
                  String descriptor,
                  @Nullable String signature,
                  String @Nullable [] exceptions) {
                if (!opened.contains(name + descriptor)) {
                  return super.visitMethod(access, name, descriptor, signature, exceptions);
                }
                boolean lambda = name.startsWith("lambda$");
                int open = access & ~Opcodes.ACC_PRIVATE;
                return super.visitMethod(
                    inInterface ? open | Opcodes.ACC_PUBLIC : open,
                    lambda ? unique(host, name) : name,
                    descriptor,
                    signature,
                    exceptions);
              }
            },
            0);
    return writer.toByteArray();
  }

  /**
   * The class of a lambda, with a static {@code make} that takes what is captured; null for an
   * unusual shape.
   */
  private static byte @Nullable [] generate(
      String name, String method, String factory, Type erased, Handle target) {
    Type[] captured = Type.getArgumentTypes(factory);
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    writer.visit(
        Opcodes.V1_8,
        Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC,
        name,
        null,
        "java/lang/Object",
        new String[] {Type.getReturnType(factory).getInternalName()});
    String constructor = Type.getMethodDescriptor(Type.VOID_TYPE, captured);
    constructor(writer, name, constructor, captured);
    maker(writer, name, factory, constructor, captured);
    boolean usual = body(writer, name, method, erased, target, captured);
    writer.visitEnd();
    return usual ? writer.toByteArray() : null;
  }

  private static void constructor(
      ClassWriter writer, String name, String descriptor, Type[] captured) {
    for (int i = 0; i < captured.length; i++) {
      writer.visitField(
          Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL,
          "f" + i,
          captured[i].getDescriptor(),
          null,
          null);
    }
    MethodVisitor code = writer.visitMethod(Opcodes.ACC_PRIVATE, "<init>", descriptor, null, null);
    code.visitCode();
    code.visitVarInsn(Opcodes.ALOAD, 0);
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
    int slot = 1;
    for (int i = 0; i < captured.length; i++) {
      code.visitVarInsn(Opcodes.ALOAD, 0);
      code.visitVarInsn(captured[i].getOpcode(Opcodes.ILOAD), slot);
      code.visitFieldInsn(Opcodes.PUTFIELD, name, "f" + i, captured[i].getDescriptor());
      slot += captured[i].getSize();
    }
    code.visitInsn(Opcodes.RETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
  }

  private static void maker(
      ClassWriter writer, String name, String factory, String constructor, Type[] captured) {
    MethodVisitor code = writer.visitMethod(Opcodes.ACC_STATIC, "make", factory, null, null);
    code.visitCode();
    code.visitTypeInsn(Opcodes.NEW, name);
    code.visitInsn(Opcodes.DUP);
    int slot = 0;
    for (Type type : captured) {
      code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), slot);
      slot += type.getSize();
    }
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, name, "<init>", constructor, false);
    code.visitInsn(Opcodes.ARETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
  }

  private static boolean body(
      ClassWriter writer, String name, String method, Type erased, Handle target, Type[] captured) {
    boolean creates = target.getTag() == Opcodes.H_NEWINVOKESPECIAL;
    List<Type> wanted = new ArrayList<>();
    if (!creates && target.getTag() != Opcodes.H_INVOKESTATIC) {
      wanted.add(Type.getObjectType(target.getOwner()));
    }
    wanted.addAll(Arrays.asList(Type.getArgumentTypes(target.getDesc())));
    Type[] given = erased.getArgumentTypes();
    if (wanted.size() != captured.length + given.length) {
      return false;
    }
    MethodVisitor code =
        writer.visitMethod(Opcodes.ACC_PUBLIC, method, erased.getDescriptor(), null, null);
    code.visitCode();
    if (creates) {
      code.visitTypeInsn(Opcodes.NEW, target.getOwner());
      code.visitInsn(Opcodes.DUP);
    }
    boolean usual = true;
    for (int i = 0; i < captured.length; i++) {
      code.visitVarInsn(Opcodes.ALOAD, 0);
      code.visitFieldInsn(Opcodes.GETFIELD, name, "f" + i, captured[i].getDescriptor());
      usual &= convert(code, captured[i], wanted.get(i));
    }
    int slot = 1;
    for (int i = 0; i < given.length; i++) {
      code.visitVarInsn(given[i].getOpcode(Opcodes.ILOAD), slot);
      usual &= convert(code, given[i], wanted.get(captured.length + i));
      slot += given[i].getSize();
    }
    code.visitMethodInsn(
        opcode(target),
        target.getOwner(),
        creates ? "<init>" : target.getName(),
        target.getDesc(),
        target.isInterface());
    Type result =
        creates ? Type.getObjectType(target.getOwner()) : Type.getReturnType(target.getDesc());
    usual &= convert(code, result, erased.getReturnType());
    code.visitInsn(erased.getReturnType().getOpcode(Opcodes.IRETURN));
    code.visitMaxs(0, 0);
    code.visitEnd();
    return usual;
  }

  private static int opcode(Handle target) {
    switch (target.getTag()) {
      case Opcodes.H_INVOKESTATIC:
        return Opcodes.INVOKESTATIC;
      case Opcodes.H_NEWINVOKESPECIAL:
        return Opcodes.INVOKESPECIAL;
      case Opcodes.H_INVOKEINTERFACE:
        return Opcodes.INVOKEINTERFACE;
      default:
        return Opcodes.INVOKEVIRTUAL;
    }
  }

  private static boolean isPrimitive(Type type) {
    return type.getSort() < Type.ARRAY;
  }

  private static String box(Type type) {
    String[] boxes = {
      "Void", "Boolean", "Character", "Byte", "Short", "Integer", "Float", "Long", "Double"
    };
    return "java/lang/" + boxes[type.getSort()];
  }

  private static boolean convert(MethodVisitor code, Type from, Type to) {
    if (from.equals(to)) {
      return true;
    }
    if (to == Type.VOID_TYPE) {
      code.visitInsn(from.getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
      return true;
    }
    if (from == Type.VOID_TYPE || (isPrimitive(from) && isPrimitive(to))) {
      return false;
    }
    if (isPrimitive(from)) {
      code.visitMethodInsn(
          Opcodes.INVOKESTATIC, box(from), "valueOf", "(" + from + ")L" + box(from) + ";", false);
    } else if (isPrimitive(to)) {
      code.visitTypeInsn(Opcodes.CHECKCAST, box(to));
      code.visitMethodInsn(
          Opcodes.INVOKEVIRTUAL, box(to), to.getClassName() + "Value", "()" + to, false);
    } else if (!to.getInternalName().equals("java/lang/Object")) {
      code.visitTypeInsn(Opcodes.CHECKCAST, to.getInternalName());
    }
    return true;
  }
}
