/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import io.obsagent.core.weave.AdviceMethod.Assignment;
import io.obsagent.core.weave.AdviceMethod.Source;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * An advice class as its annotations declare it: Byte Buddy's {@code @Advice} annotations, of which
 * the fixed shape is understood (call in, call out, on return and on throw). The class is read,
 * never loaded.
 */
final class Advice {
  private static final String BASE = "Lnet/bytebuddy/asm/Advice$";
  private static final ConcurrentHashMap<String, Advice> READ = new ConcurrentHashMap<>();

  final @Nullable AdviceMethod enter;
  final @Nullable AdviceMethod exit;

  Advice(@Nullable AdviceMethod enter, @Nullable AdviceMethod exit) {
    this.enter = enter;
    this.exit = exit;
  }

  /**
   * Reads an advice class.
   *
   * @throws UnweavableException when it asks for more than the fixed shape
   */
  static Advice read(String name, ClassBytes classes) {
    Advice advice = READ.get(name);
    if (advice == null) {
      byte[] bytes = classes.find(name);
      if (bytes == null) {
        throw new UnweavableException("no advice class " + name);
      }
      Reader reader = new Reader(name);
      new ClassReader(bytes)
          .accept(reader, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
      if (reader.enter == null && reader.exit == null) {
        throw new UnweavableException(name + " has no advice methods");
      }
      advice = new Advice(reader.enter, reader.exit);
      READ.put(name, advice);
    }
    return advice;
  }

  private static final class Reader extends ClassVisitor {
    private final String owner;
    @Nullable AdviceMethod enter;
    @Nullable AdviceMethod exit;

    Reader(String owner) {
      super(Opcodes.ASM9);
      this.owner = owner;
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      return (access & Opcodes.ACC_STATIC) == 0 || name.equals("<clinit>")
          ? null
          : new MethodReader(
              this,
              new AdviceMethod(owner, name, descriptor, Type.getArgumentTypes(descriptor).length));
    }
  }

  private static final class MethodReader extends MethodVisitor {
    private final Reader reader;
    private final AdviceMethod method;
    private boolean isEnter;
    private boolean isExit;

    MethodReader(Reader reader, AdviceMethod method) {
      super(Opcodes.ASM9);
      this.reader = reader;
      this.method = method;
    }

    @Override
    public @Nullable AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
      if (!descriptor.startsWith(BASE)) {
        return null;
      }
      switch (descriptor.substring(BASE.length())) {
        case "OnMethodEnter;":
          isEnter = true;
          return new Requirements();
        case "OnMethodExit;":
          isExit = true;
          return new Requirements();
        case "AssignReturned$ToReturned;":
          method.assignment = Assignment.RETURNED;
          return null;
        case "AssignReturned$ToArguments;":
          method.assignment = Assignment.ARGUMENT;
          return new AssignedArguments();
        default:
          throw new UnweavableException(
              method.owner + "." + method.name + " asks for " + descriptor);
      }
    }

    @Override
    public @Nullable AnnotationVisitor visitParameterAnnotation(
        int parameter, String descriptor, boolean visible) {
      if (!descriptor.startsWith(BASE)) {
        return null;
      }
      switch (descriptor.substring(BASE.length())) {
        case "This;":
          method.sources[parameter] = Source.THIS;
          return null;
        case "Argument;":
          method.sources[parameter] = Source.ARGUMENT;
          return new AnnotationVisitor(Opcodes.ASM9) {
            @Override
            public void visit(String name, Object value) {
              if (name.equals("value")) {
                method.indexes[parameter] = (Integer) value;
              }
            }
          };
        case "AllArguments;":
          method.sources[parameter] = Source.ALL_ARGUMENTS;
          return null;
        case "Enter;":
          method.sources[parameter] = Source.ENTER;
          return null;
        case "Return;":
          method.sources[parameter] = Source.RETURN;
          return null;
        case "Thrown;":
          method.sources[parameter] = Source.THROWN;
          return null;
        default:
          throw new UnweavableException(
              method.owner + "." + method.name + " asks for " + descriptor);
      }
    }

    @Override
    public void visitEnd() {
      if (isEnter || isExit) {
        method.check();
        if (isEnter) {
          reader.enter = method;
        } else {
          reader.exit = method;
        }
      }
    }

    /** Advice must be called, not copied, and must not throw into the application. */
    private final class Requirements extends AnnotationVisitor {
      private boolean called;
      private boolean contained;

      Requirements() {
        super(Opcodes.ASM9);
      }

      @Override
      public void visit(String name, Object value) {
        switch (name) {
          case "inline":
            called = Boolean.FALSE.equals(value);
            break;
          case "suppress":
            contained = ((Type) value).getClassName().equals("java.lang.Throwable");
            break;
          case "onThrowable":
            method.onThrowable = ((Type) value).getClassName().equals("java.lang.Throwable");
            break;
          default:
            throw new UnweavableException(method.owner + "." + method.name + " asks for " + name);
        }
      }

      @Override
      public void visitEnd() {
        if (!called || !contained) {
          throw new UnweavableException(
              method.owner
                  + "."
                  + method.name
                  + " lacks inline = false or suppress = Throwable.class");
        }
      }
    }

    private final class AssignedArguments extends AnnotationVisitor {
      AssignedArguments() {
        super(Opcodes.ASM9);
      }

      @Override
      public AnnotationVisitor visitArray(String name) {
        return this;
      }

      @Override
      public AnnotationVisitor visitAnnotation(@Nullable String name, String descriptor) {
        return this;
      }

      @Override
      public void visit(String name, Object value) {
        if (!name.equals("value") || method.assignedArgument >= 0) {
          throw new UnweavableException(
              method.owner + "." + method.name + " assigns more than one argument");
        }
        method.assignedArgument = (Integer) value;
      }
    }
  }
}
