/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.GeneratorAdapter;
import org.objectweb.asm.commons.Method;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Turns advice that was written to be copied into the application's methods into advice that is
 * called from there. What such advice shares between enter and exit, and what it writes to the
 * method's arguments, fields and result, becomes an array that it returns: first the result of the
 * enter method itself, then the shared locals, then what it writes.
 *
 * <p>The method as it was stays, under another name; the one that takes its place has the
 * parameters that advice may have when it is called.
 */
public final class InlineAdvice {
  private static final byte[] MARK =
      "Lnet/bytebuddy/asm/Advice$OnMethodE".getBytes(StandardCharsets.ISO_8859_1);

  private static final String ENTER = Type.getDescriptor(Advice.OnMethodEnter.class);
  private static final String EXIT = Type.getDescriptor(Advice.OnMethodExit.class);
  private static final String LOCAL = Type.getDescriptor(Advice.Local.class);
  private static final String ENTERED = Type.getDescriptor(Advice.Enter.class);
  private static final String EXITED = Type.getDescriptor(Advice.Exit.class);
  private static final String ARGUMENT = Type.getDescriptor(Advice.Argument.class);
  private static final String FIELD = Type.getDescriptor(Advice.FieldValue.class);
  private static final String RETURN = Type.getDescriptor(Advice.Return.class);
  private static final String THROWN = Type.getDescriptor(Advice.Thrown.class);
  private static final String ASSIGN = "Lnet/bytebuddy/asm/Advice$AssignReturned$";
  private static final String TYPING = Type.getDescriptor(Assigner.Typing.class);
  private static final String OBJECT = "Ljava/lang/Object;";
  private static final String ARRAY = "[" + OBJECT;
  private static final Type OBJECT_TYPE = Type.getType(OBJECT);
  private static final Type LOCALS = Type.getType(AdviceLocals.class);

  private final ClassNode type;
  private final Map<String, Type> locals = new LinkedHashMap<>();
  private final List<MethodNode> added = new ArrayList<>();
  private boolean changed;

  /** Whether the enter method returns an array. */
  private boolean shared;

  private InlineAdvice(ClassNode type) {
    this.type = type;
  }

  /**
   * The class file with all its advice to be called.
   *
   * @return the same bytes when it has no advice to be inlined
   * @throws UnweavableException when it has some that only works inlined
   */
  public static byte[] called(byte[] classFile) {
    if (!mentions(classFile)) {
      return classFile;
    }
    ClassNode type = new ClassNode();
    new ClassReader(classFile).accept(type, 0);
    InlineAdvice advice = new InlineAdvice(type);
    advice.change();
    if (!advice.changed) {
      return classFile;
    }
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    type.accept(writer);
    return writer.toByteArray();
  }

  private static boolean mentions(byte[] classFile) {
    for (int i = 0; i <= classFile.length - MARK.length; i++) {
      int matched = 0;
      while (matched < MARK.length && classFile[i + matched] == MARK[matched]) {
        matched++;
      }
      if (matched == MARK.length) {
        return true;
      }
    }
    return false;
  }

  private void change() {
    List<Part> parts = new ArrayList<>();
    for (MethodNode method : type.methods) {
      AnnotationNode enter = annotation(method.visibleAnnotations, ENTER);
      AnnotationNode exit = annotation(method.visibleAnnotations, EXIT);
      AnnotationNode kind = enter == null ? exit : enter;
      if (kind != null && !Boolean.FALSE.equals(value(kind, "inline"))) {
        parts.add(new Part(method, kind, enter != null));
      }
    }
    for (Part part : parts) {
      shared |= part.isEnter && (!locals.isEmpty() || !part.written.isEmpty());
    }
    for (Part part : parts) {
      part.change();
      changed = true;
    }
    type.methods.addAll(added);
  }

  private static @Nullable AnnotationNode annotation(
      @Nullable List<AnnotationNode> annotations, String descriptor) {
    if (annotations != null) {
      for (AnnotationNode annotation : annotations) {
        if (annotation.desc.equals(descriptor)) {
          return annotation;
        }
      }
    }
    return null;
  }

  private static @Nullable Object value(AnnotationNode annotation, String name) {
    if (annotation.values != null) {
      for (int i = 0; i < annotation.values.size(); i += 2) {
        if (annotation.values.get(i).equals(name)) {
          return annotation.values.get(i + 1);
        }
      }
    }
    return null;
  }

  private static AnnotationNode annotation(String descriptor, Object... values) {
    AnnotationNode annotation = new AnnotationNode(descriptor);
    annotation.values = new ArrayList<>(Arrays.asList(values));
    return annotation;
  }

  /** An enter or an exit method. */
  private final class Part {
    final MethodNode method;
    final AnnotationNode kind;
    final boolean isEnter;
    final Type result;
    final Type[] parameters;
    final List<AnnotationNode> @Nullable [] annotations;

    /** The parameters that are written, by position, with their annotations. */
    final Map<Integer, AnnotationNode> written = new LinkedHashMap<>();

    Part(MethodNode method, AnnotationNode kind, boolean isEnter) {
      this.method = method;
      this.kind = kind;
      this.isEnter = isEnter;
      this.result = Type.getReturnType(method.desc);
      this.parameters = Type.getArgumentTypes(method.desc);
      this.annotations = method.visibleParameterAnnotations;
      if (value(kind, "repeatOn") != null) {
        throw refused("repeats methods");
      }
      Object skip = value(kind, "skipOn");
      if (skip != null && !isDefault((Type) skip)) {
        throw refused("skips methods by a type");
      }
      for (int i = 0; i < parameters.length; i++) {
        inspect(i);
      }
    }

    private void inspect(int i) {
      AnnotationNode local = of(i, LOCAL);
      if (local != null) {
        locals.put(String.valueOf(value(local, "value")), parameters[i]);
      }
      if (of(i, EXITED) != null) {
        throw refused("repeats methods");
      }
      for (AnnotationNode annotation : annotations(i)) {
        if (Boolean.FALSE.equals(value(annotation, "readOnly"))) {
          if (!annotation.desc.equals(ARGUMENT)
              && !annotation.desc.equals(FIELD)
              && !annotation.desc.equals(RETURN)
              && !annotation.desc.equals(THROWN)) {
            throw refused(
                "writes what is annotated with @"
                    + annotation.desc.substring(
                        annotation.desc.lastIndexOf('$') + 1, annotation.desc.length() - 1));
          }
          written.put(i, annotation);
        }
      }
    }

    private boolean isDefault(Type skip) {
      String name = skip.getInternalName();
      return skip.getSort() == Type.VOID
          || name.equals("net/bytebuddy/asm/Advice$OnNonDefaultValue")
          || name.equals("net/bytebuddy/asm/Advice$OnDefaultValue");
    }

    private UnweavableException refused(String why) {
      return new UnweavableException(
          "its advice "
              + type.name.replace('/', '.')
              + " is to be inlined and "
              + why
              + ", which only works inlined");
    }

    private List<AnnotationNode> annotations(int parameter) {
      List<AnnotationNode> found = annotations == null ? null : annotations[parameter];
      return found == null ? Collections.<AnnotationNode>emptyList() : found;
    }

    private @Nullable AnnotationNode of(int parameter, String descriptor) {
      return annotation(annotations(parameter), descriptor);
    }

    /** Makes it called. */
    void change() {
      set(kind, "inline", Boolean.FALSE);
      boolean returnsArray = isEnter ? shared : !written.isEmpty();
      if (!returnsArray && (isEnter || !(shared || hasLocals()))) {
        return;
      }
      if (returnsArray && assigns()) {
        throw refused("both writes and returns what is assigned");
      }
      MethodNode called = called(returnsArray);
      added.add(called);
      method.name = method.name + "$inlined";
      method.access = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC;
      method.signature = null;
      method.visibleAnnotations = null;
      method.visibleParameterAnnotations = null;
      method.invisibleParameterAnnotations = null;
      if (returnsArray) {
        method.desc = Type.getMethodDescriptor(Type.getType(ARRAY), parameters);
        returnArray();
      }
      call(called);
    }

    private boolean hasLocals() {
      for (int i = 0; i < parameters.length; i++) {
        if (of(i, LOCAL) != null) {
          return true;
        }
      }
      return false;
    }

    private boolean assigns() {
      for (AnnotationNode annotation : method.visibleAnnotations) {
        if (annotation.desc.startsWith(ASSIGN)) {
          return true;
        }
      }
      return false;
    }

    /** The method that takes this one's place, yet without code. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private MethodNode called(boolean returnsArray) {
      List<Type> types = new ArrayList<>();
      List<List<AnnotationNode>> annotations = new ArrayList<>();
      for (int i = 0; i < parameters.length; i++) {
        if (isPassed(i)) {
          types.add(parameters[i]);
          annotations.add(annotations(i));
        }
      }
      if (!isEnter && shared) {
        types.add(Type.getType(ARRAY));
        annotations.add(Collections.singletonList(new AnnotationNode(ENTERED)));
      }
      MethodNode called =
          new MethodNode(
              Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC,
              method.name,
              Type.getMethodDescriptor(
                  returnsArray ? Type.getType(ARRAY) : result, types.toArray(new Type[0])),
              null,
              method.exceptions.toArray(new String[0]));
      called.visibleAnnotations = new ArrayList<>(method.visibleAnnotations);
      called.visibleParameterAnnotations = annotations.toArray(new List[0]);
      if (returnsArray) {
        if (value(kind, "skipOn") != null) {
          set(kind, "skipOnIndex", 0);
        }
        called.visibleAnnotations.addAll(assignments());
      }
      return called;
    }

    private boolean isPassed(int parameter) {
      return of(parameter, LOCAL) == null && (isEnter || !shared || of(parameter, ENTERED) == null);
    }

    /** The annotations by which Byte Buddy assigns what the array holds. */
    private List<AnnotationNode> assignments() {
      List<AnnotationNode> all = new ArrayList<>();
      List<AnnotationNode> toArguments = new ArrayList<>();
      List<AnnotationNode> toFields = new ArrayList<>();
      int index = firstWritten();
      for (AnnotationNode target : written.values()) {
        set(target, "readOnly", Boolean.TRUE);
        String[] typing = {TYPING, "DYNAMIC"};
        if (target.desc.equals(ARGUMENT)) {
          Object which = value(target, "value");
          toArguments.add(
              annotation(
                  ASSIGN + "ToArguments$ToArgument;",
                  "value",
                  which == null ? 0 : which,
                  "index",
                  index,
                  "typing",
                  typing));
        } else if (target.desc.equals(FIELD)) {
          AnnotationNode field =
              annotation(ASSIGN + "ToFields$ToField;", "index", index, "typing", typing);
          copy(target, field, "value");
          copy(target, field, "declaringType");
          toFields.add(field);
        } else {
          String kind = target.desc.equals(RETURN) ? "ToReturned;" : "ToThrown;";
          all.add(annotation(ASSIGN + kind, "index", index, "typing", typing));
        }
        index++;
      }
      if (!toArguments.isEmpty()) {
        all.add(annotation(ASSIGN + "ToArguments;", "value", toArguments));
      }
      if (!toFields.isEmpty()) {
        all.add(annotation(ASSIGN + "ToFields;", "value", toFields));
      }
      return all;
    }

    private int firstWritten() {
      return isEnter ? 1 + locals.size() : 1;
    }

    /** Lets the method as it was return the array. */
    private void returnArray() {
      int leave = result.getOpcode(Opcodes.IRETURN);
      for (AbstractInsnNode one = method.instructions.getFirst();
          one != null;
          one = one.getNext()) {
        if (one.getOpcode() == leave) {
          MethodNode code = new MethodNode();
          toArray(adapter(code, method));
          method.instructions.insertBefore(one, code.instructions);
          AbstractInsnNode end = new InsnNode(Opcodes.ARETURN);
          method.instructions.set(one, end);
          one = end;
        }
      }
    }

    /** With the result of the method as it was, if any, on the stack. */
    private void toArray(GeneratorAdapter code) {
      if (result.getSort() == Type.VOID) {
        code.visitInsn(Opcodes.ACONST_NULL);
      } else if (isPrimitive(result)) {
        code.invokeStatic(
            LOCALS, new Method("unlessDefault", "(" + result.getDescriptor() + ")" + OBJECT));
      }
      code.push(firstWritten() + written.size());
      code.newArray(OBJECT_TYPE);
      code.dupX1();
      code.swap();
      code.push(0);
      code.swap();
      code.arrayStore(OBJECT_TYPE);
      if (isEnter) {
        for (int i = 0; i < parameters.length; i++) {
          AnnotationNode local = of(i, LOCAL);
          if (local != null) {
            store(code, indexOf(local), i);
          }
        }
      }
      int index = firstWritten();
      for (int parameter : written.keySet()) {
        store(code, index++, parameter);
      }
    }

    private void store(GeneratorAdapter code, int index, int parameter) {
      code.dup();
      code.push(index);
      code.loadArg(parameter);
      code.valueOf(parameters[parameter]);
      code.arrayStore(OBJECT_TYPE);
    }

    private int indexOf(AnnotationNode local) {
      return 1 + new ArrayList<>(locals.keySet()).indexOf(String.valueOf(value(local, "value")));
    }

    /** Lets the new method call the one as it was. */
    private void call(MethodNode called) {
      GeneratorAdapter code = adapter(called, called);
      int entered = Type.getArgumentTypes(called.desc).length - 1;
      int passed = 0;
      code.visitCode();
      for (int i = 0; i < parameters.length; i++) {
        AnnotationNode local = of(i, LOCAL);
        if (isPassed(i)) {
          code.loadArg(passed++);
        } else if (!isEnter && shared) {
          code.loadArg(entered);
          code.push(local == null ? 0 : indexOf(local));
          load(code, parameters[i]);
        } else {
          code.visitInsn(zero(parameters[i]));
        }
      }
      code.invokeStatic(Type.getObjectType(type.name), new Method(method.name, method.desc));
      code.returnValue();
      code.endMethod();
    }
  }

  private static void load(GeneratorAdapter code, Type parameter) {
    boolean primitive = isPrimitive(parameter);
    String name = (primitive ? parameter.getClassName() : "object").concat("At");
    String read = primitive ? parameter.getDescriptor() : OBJECT;
    code.invokeStatic(LOCALS, new Method(name, "(" + ARRAY + "I)" + read));
    if (!primitive) {
      code.checkCast(parameter);
    }
  }

  private static int zero(Type parameter) {
    switch (parameter.getSort()) {
      case Type.LONG:
        return Opcodes.LCONST_0;
      case Type.FLOAT:
        return Opcodes.FCONST_0;
      case Type.DOUBLE:
        return Opcodes.DCONST_0;
      default:
        return isPrimitive(parameter) ? Opcodes.ICONST_0 : Opcodes.ACONST_NULL;
    }
  }

  private static boolean isPrimitive(Type type) {
    return type.getSort() < Type.ARRAY;
  }

  private static GeneratorAdapter adapter(MethodNode code, MethodNode like) {
    return new GeneratorAdapter(Opcodes.ASM9, code, Opcodes.ACC_STATIC, like.name, like.desc) {};
  }

  private static void set(AnnotationNode annotation, String name, Object value) {
    if (annotation.values == null) {
      annotation.values = new ArrayList<>();
    }
    int at = annotation.values.indexOf(name);
    if (at < 0) {
      annotation.values.add(name);
      annotation.values.add(value);
    } else {
      annotation.values.set(at + 1, value);
    }
  }

  private static void copy(AnnotationNode from, AnnotationNode to, String name) {
    Object value = value(from, name);
    if (value != null) {
      set(to, name, value);
    }
  }
}
