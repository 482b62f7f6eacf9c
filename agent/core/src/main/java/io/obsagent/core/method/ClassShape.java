/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.method;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** What a class file tells of its methods and of the lambdas made in them. */
final class ClassShape extends ClassVisitor {
  private static final String LAMBDAS = "java/lang/invoke/LambdaMetafactory";

  /** A method. */
  static final class Method {
    final int access;
    final String name;
    final String descriptor;
    final Set<String> annotations = new HashSet<>();

    /** The names of its parameters, null where the class file does not tell. */
    final @Nullable String[] parameters;

    /** Of a bridge, the descriptor of the method that it leads to. */
    @Nullable String leadsTo;

    /** By variable slot, the parameter that is there at the start. */
    private final int[] parameterAt;

    Method(int access, String name, String descriptor) {
      this.access = access;
      this.name = name;
      this.descriptor = descriptor;
      Type[] types = Type.getArgumentTypes(descriptor);
      this.parameters = new @Nullable String[types.length];
      int slot = (access & Opcodes.ACC_STATIC) == 0 ? 1 : 0;
      this.parameterAt = new int[slot + 2 * types.length];
      for (int i = 0; i < parameterAt.length; i++) {
        parameterAt[i] = -1;
      }
      for (int i = 0; i < types.length; i++) {
        parameterAt[slot] = i;
        slot += types[i].getSize();
      }
    }

    boolean is(int flags) {
      return (access & flags) != 0;
    }

    void named(int slot, String name) {
      int parameter = slot < parameterAt.length ? parameterAt[slot] : -1;
      if (parameter >= 0 && parameters[parameter] == null) {
        parameters[parameter] = name;
      }
    }
  }

  /** A lambda whose body is a method of the class. */
  static final class Lambda {
    /** The internal name of the interface that it implements. */
    final String type;

    /** Name and descriptor of the interface's method, as {@link ClassShape#key} joins them. */
    final String implemented;

    final String body;
    final String descriptor;

    /** How many variables around it come before its own arguments. */
    final int captured;

    Lambda(String type, String name, String implemented, Handle body) {
      this.type = type;
      this.implemented = key(name, implemented);
      this.body = body.getName();
      this.descriptor = body.getDesc();
      this.captured =
          Type.getArgumentTypes(descriptor).length - Type.getArgumentTypes(implemented).length;
    }
  }

  String name = "";
  boolean isInterface;
  final List<String> supertypes = new ArrayList<>();
  final Set<String> annotations = new HashSet<>();
  final List<Method> methods = new ArrayList<>();
  final List<Lambda> lambdas = new ArrayList<>();

  private ClassShape() {
    super(Opcodes.ASM9);
  }

  static ClassShape read(byte[] classFile) {
    ClassShape shape = new ClassShape();
    new ClassReader(classFile).accept(shape, ClassReader.SKIP_FRAMES);
    return shape;
  }

  /** The class file of a class that a loader finds; null when it finds none. */
  static byte @Nullable [] find(@Nullable ClassLoader loader, String internalName) {
    ClassLoader from = loader == null ? ClassLoader.getSystemClassLoader() : loader;
    try (InputStream stream = from.getResourceAsStream(internalName.concat(".class"))) {
      if (stream == null) {
        return null;
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
      byte[] buffer = new byte[4096];
      for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
        bytes.write(buffer, 0, count);
      }
      return bytes.toByteArray();
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  static String key(String name, String descriptor) {
    return name.concat(descriptor);
  }

  /** The method of a name and descriptor; null when there is none. */
  @Nullable Method method(String name, String descriptor) {
    for (Method method : methods) {
      if (method.name.equals(name) && method.descriptor.equals(descriptor)) {
        return method;
      }
    }
    return null;
  }

  @Override
  public void visit(
      int version,
      int access,
      String name,
      @Nullable String signature,
      @Nullable String superName,
      String @Nullable [] interfaces) {
    this.name = name;
    isInterface = (access & Opcodes.ACC_INTERFACE) != 0;
    if (superName != null) {
      supertypes.add(superName);
    }
    if (interfaces != null) {
      for (String one : interfaces) {
        supertypes.add(one);
      }
    }
  }

  @Override
  public @Nullable AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
    annotations.add(descriptor);
    return null;
  }

  @Override
  public MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    Method method = new Method(access, name, descriptor);
    methods.add(method);
    return new Code(method);
  }

  private final class Code extends MethodVisitor {
    private final Method method;
    private int parameter;

    Code(Method method) {
      super(Opcodes.ASM9);
      this.method = method;
    }

    @Override
    public void visitParameter(@Nullable String name, int access) {
      if (parameter < method.parameters.length) {
        method.parameters[parameter++] = name;
      }
    }

    @Override
    public @Nullable AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
      method.annotations.add(descriptor);
      return null;
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      if (method.is(Opcodes.ACC_BRIDGE) && name.equals(method.name)) {
        method.leadsTo = descriptor;
      }
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      if (bootstrap.getOwner().equals(LAMBDAS)
          && arguments.length > 1
          && arguments[0] instanceof Type
          && arguments[1] instanceof Handle) {
        Handle body = (Handle) arguments[1];
        if (body.getOwner().equals(ClassShape.this.name) && body.getName().startsWith("lambda$")) {
          lambdas.add(
              new Lambda(
                  Type.getReturnType(descriptor).getInternalName(),
                  name,
                  ((Type) arguments[0]).getDescriptor(),
                  body));
        }
      }
    }

    @Override
    public void visitLocalVariable(
        String name,
        String descriptor,
        @Nullable String signature,
        Label start,
        Label end,
        int slot) {
      method.named(slot, name);
    }
  }
}
