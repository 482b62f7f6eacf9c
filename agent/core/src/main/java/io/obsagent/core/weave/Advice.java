/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import io.obsagent.core.weave.AdviceMethod.Assignment;
import io.obsagent.core.weave.AdviceMethod.Source;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An advice class as its annotations declare it: Byte Buddy's {@code @Advice} annotations, of which
 * the fixed shape is understood (call in, call out, on return and on throw). The class is read,
 * never loaded.
 */
final class Advice {
  private static final String BASE = "Lnet/bytebuddy/asm/Advice$";
  private static final String THROWABLE = "Ljava/lang/Throwable;";
  private static final int STATIC = 0x0008;
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
      Reader reader = new Reader(name, new ClassFile(bytes));
      if (reader.enter == null && reader.exit == null) {
        throw new UnweavableException(name + " has no advice methods");
      }
      advice = new Advice(reader.enter, reader.exit);
      READ.put(name, advice);
    }
    return advice;
  }

  /** Reads an advice class's annotations, as they lie in its class file. */
  private static final class Reader {
    private final ClassFile file;
    private final String owner;
    private AdviceMethod method;
    @Nullable AdviceMethod enter;
    @Nullable AdviceMethod exit;
    private boolean isEnter;
    private boolean isExit;
    private boolean called;
    private boolean contained;
    private int at;

    Reader(String owner, ClassFile file) {
      this.owner = owner;
      this.file = file;
      this.method = new AdviceMethod(owner, "", "()V", 0);
      int member = file.methods + 2;
      for (int i = file.number(file.methods); i > 0; i--) {
        String name = file.text(file.number(member + 2));
        if ((file.number(member) & STATIC) != 0 && !name.equals("<clinit>")) {
          read(member, name, file.text(file.number(member + 4)));
        }
        member = file.endOfMember(member);
      }
    }

    private void read(int member, String name, String descriptor) {
      method = new AdviceMethod(owner, name, descriptor, Descriptors.parameters(descriptor).length);
      isEnter = false;
      isExit = false;
      int attribute = member + 8;
      for (int i = file.number(member + 6); i > 0; i--) {
        at = attribute + 6;
        if (file.is(file.number(attribute), "RuntimeVisibleAnnotations")) {
          for (int count = next(); count > 0; count--) {
            annotation(-1);
          }
        } else if (file.is(file.number(attribute), "RuntimeVisibleParameterAnnotations")) {
          int parameters = file.bytes[at++];
          for (int parameter = 0; parameter < parameters; parameter++) {
            for (int count = next(); count > 0; count--) {
              annotation(parameter);
            }
          }
        }
        attribute = file.endOfAttribute(attribute);
      }
      if (isEnter || isExit) {
        method.check();
        if (isEnter) {
          enter = method;
        } else {
          exit = method;
        }
      }
    }

    /** Of the method itself, or of the parameter if that is not negative. */
    private void annotation(int parameter) {
      String type = file.text(next());
      if (!type.startsWith(BASE)) {
        skipValues();
      } else if (parameter < 0) {
        ofMethod(type.substring(BASE.length()));
      } else {
        ofParameter(parameter, type.substring(BASE.length()));
      }
    }

    private void ofMethod(String type) {
      switch (type) {
        case "OnMethodEnter;":
          isEnter = true;
          requirements();
          break;
        case "OnMethodExit;":
          isExit = true;
          requirements();
          break;
        case "AssignReturned$ToReturned;":
          method.assignment = Assignment.RETURNED;
          skipValues();
          break;
        case "AssignReturned$ToArguments;":
          method.assignment = Assignment.ARGUMENT;
          assignedArguments();
          break;
        default:
          throw asksFor(BASE.concat(type));
      }
    }

    private void ofParameter(int parameter, String type) {
      switch (type) {
        case "This;":
          method.sources[parameter] = Source.THIS;
          break;
        case "Argument;":
          method.sources[parameter] = Source.ARGUMENT;
          method.indexes[parameter] = argumentIndex();
          return;
        case "AllArguments;":
          method.sources[parameter] = Source.ALL_ARGUMENTS;
          break;
        case "Enter;":
          method.sources[parameter] = Source.ENTER;
          break;
        case "Return;":
          method.sources[parameter] = Source.RETURN;
          break;
        case "Thrown;":
          method.sources[parameter] = Source.THROWN;
          break;
        default:
          throw asksFor(BASE.concat(type));
      }
      skipValues();
    }

    /** Advice must be called, not copied, and must not throw into the application. */
    private void requirements() {
      called = false;
      contained = false;
      for (int i = next(); i > 0; i--) {
        String name = file.text(next());
        at++;
        int value = next();
        switch (name) {
          case "inline":
            called = file.integer(value) == 0;
            break;
          case "suppress":
            contained = file.is(value, THROWABLE);
            break;
          case "onThrowable":
            method.onThrowable = file.is(value, THROWABLE);
            break;
          default:
            throw asksFor(name);
        }
      }
      if (!called || !contained) {
        throw new UnweavableException(
            method.owner
                + "."
                + method.name
                + " lacks inline = false or suppress = Throwable.class");
      }
    }

    private int argumentIndex() {
      int index = 0;
      for (int i = next(); i > 0; i--) {
        if (file.is(next(), "value")) {
          at++;
          index = file.integer(next());
        } else {
          skipValue();
        }
      }
      return index;
    }

    private void assignedArguments() {
      for (int i = next(); i > 0; i--) {
        int name = next();
        if (!file.is(name, "value")) {
          throw asksFor(file.text(name));
        }
        at++;
        for (int count = next(); count > 0; count--) {
          at += 3;
          if (method.assignedArgument >= 0) {
            throw new UnweavableException(
                method.owner + "." + method.name + " assigns more than one argument");
          }
          method.assignedArgument = argumentIndex();
        }
      }
    }

    private void skipValues() {
      for (int i = next(); i > 0; i--) {
        next();
        skipValue();
      }
    }

    private void skipValue() {
      switch (file.bytes[at++]) {
        case '@':
          next();
          skipValues();
          break;
        case '[':
          for (int i = next(); i > 0; i--) {
            skipValue();
          }
          break;
        case 'e':
          at += 4;
          break;
        default:
          at += 2;
      }
    }

    private UnweavableException asksFor(String what) {
      return new UnweavableException(method.owner + "." + method.name + " asks for " + what);
    }

    private int next() {
      at += 2;
      return file.number(at - 2);
    }
  }
}
