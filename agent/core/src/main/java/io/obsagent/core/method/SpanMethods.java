/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.method;

import io.obsagent.core.weave.Interception;
import io.opentelemetry.api.trace.SpanKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Reads from a class file which methods are annotated to be spans. */
public final class SpanMethods extends ClassVisitor {
  private static final String PACKAGE = "Lio/opentelemetry/instrumentation/annotations/";
  private static final String WITH_SPAN = PACKAGE.concat("WithSpan;");
  private static final String ADDING = PACKAGE.concat("AddingSpanAttributes;");
  private static final String ATTRIBUTE = PACKAGE.concat("SpanAttribute;");
  private static final String CONTINUATION = "Lkotlin/coroutines/Continuation;)";
  private static final String ADVICE = "io.obsagent.core.method.SpanAdvice";
  private static final int NEVER =
      Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE | Opcodes.ACC_BRIDGE | Opcodes.ACC_SYNTHETIC;

  private final List<Interception> found = new ArrayList<>();
  private String type = "";

  private SpanMethods() {
    super(Opcodes.ASM9);
  }

  /**
   * The methods to weave. A method that suspends, of Kotlin, is entered again for each of its
   * steps, so that its calls cannot be told; it is passed over.
   */
  public static List<Interception> of(byte[] classFile) {
    SpanMethods methods = new SpanMethods();
    new ClassReader(classFile).accept(methods, ClassReader.SKIP_FRAMES);
    return methods.found;
  }

  @Override
  public void visit(
      int version,
      int access,
      String name,
      @Nullable String signature,
      @Nullable String superName,
      String @Nullable [] interfaces) {
    type = name;
  }

  @Override
  public @Nullable MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    return (access & NEVER) != 0 || name.charAt(0) == '<' || descriptor.contains(CONTINUATION)
        ? null
        : new Annotated(new ClassShape.Method(access, name, descriptor));
  }

  private final class Annotated extends MethodVisitor {
    private final ClassShape.Method method;

    /** By argument; an empty one stands for the argument's own name. */
    private final @Nullable String[] attributes;

    private boolean isSpan;
    private boolean addsAttributes;
    private boolean hasAttributes;
    private String value = "";
    private SpanKind kind = SpanKind.INTERNAL;
    private boolean inherits = true;
    private int parameter;

    Annotated(ClassShape.Method method) {
      super(Opcodes.ASM9);
      this.method = method;
      this.attributes = new @Nullable String[method.parameters.length];
    }

    @Override
    public void visitParameter(@Nullable String name, int access) {
      if (parameter < method.parameters.length) {
        method.parameters[parameter++] = name;
      }
    }

    @Override
    public @Nullable AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
      isSpan |= descriptor.equals(WITH_SPAN);
      addsAttributes |= descriptor.equals(ADDING);
      return descriptor.equals(WITH_SPAN) ? new Span() : null;
    }

    @Override
    public @Nullable AnnotationVisitor visitParameterAnnotation(
        int index, String descriptor, boolean visible) {
      if (!descriptor.equals(ATTRIBUTE) || index >= attributes.length) {
        return null;
      }
      hasAttributes = true;
      attributes[index] = "";
      return new AnnotationVisitor(Opcodes.ASM9) {
        @Override
        public void visit(String name, Object given) {
          attributes[index] = given.toString();
        }
      };
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

    @Override
    public void visitEnd() {
      if (!isSpan && !(addsAttributes && hasAttributes)) {
        return;
      }
      for (int i = 0; i < attributes.length; i++) {
        if (attributes[i] != null && attributes[i].isEmpty()) {
          attributes[i] = method.parameters[i];
        }
      }
      String function = type.replace('/', '.') + "." + method.name;
      String name = value.isEmpty() ? simpleName(type) + "." + method.name : value;
      int site = SpanSite.number(isSpan ? name : null, kind, inherits, function, attributes);
      int sort = Type.getReturnType(method.descriptor).getSort();
      boolean mayGoOn = sort == Type.OBJECT && isSpan;
      found.add(
          Interception.of(
              method.name,
              method.descriptor,
              ADVICE,
              site,
              hasAttributes ? "enterWith" : "enter",
              hasAttributes,
              mayGoOn ? "exit" : "exitNow",
              mayGoOn ? Interception.Result.REPLACED : Interception.Result.UNREAD));
    }

    private final class Span extends AnnotationVisitor {
      Span() {
        super(Opcodes.ASM9);
      }

      @Override
      public void visit(String name, Object given) {
        if (name.equals("value")) {
          value = given.toString();
        } else if (name.equals("inheritContext")) {
          inherits = Boolean.TRUE.equals(given);
        }
      }

      @Override
      public void visitEnum(String name, String descriptor, String given) {
        for (SpanKind known : SpanKind.values()) {
          if (name.equals("kind") && known.name().equals(given)) {
            kind = known;
          }
        }
      }
    }
  }

  /** The name of a class without its package and the classes around it. */
  private static String simpleName(String internalName) {
    String name = internalName.substring(internalName.lastIndexOf('/') + 1);
    int dollar = name.lastIndexOf('$');
    return dollar < 0 || dollar == name.length() - 1 || Character.isDigit(name.charAt(dollar + 1))
        ? name
        : name.substring(dollar + 1);
  }
}
