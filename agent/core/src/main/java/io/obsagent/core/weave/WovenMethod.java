/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import io.obsagent.core.weave.AdviceMethod.Assignment;
import io.obsagent.core.weave.AdviceMethod.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Weaves one advice into one method:
 *
 * <pre>{@code
 * copies of what the exit method wants to see
 * try { enter = advice.enter(…) } catch (Throwable t) { Dispatch.failed(t, advice); enter = null }
 * try {
 *   the method as it was; before each return: try { advice.exit(…) } catch (Throwable t) { Dispatch.failed(t, advice) }
 * } catch (Throwable thrown) {
 *   try { advice.exit(…, thrown) } catch (Throwable t) { Dispatch.failed(t, advice) }
 *   throw thrown;
 * }
 * }</pre>
 *
 * The advice's variables lie between the method's parameters and its other variables, which move
 * up. The handlers around advice come first in the exception table and end in a return or throw of
 * their own, so that neither the method's handlers nor what a compiler left on the stack matter.
 * Stack map frames are derived from the method's own; nothing is computed that would need to load a
 * class.
 */
final class WovenMethod {
  private static final String DISPATCH = "io/obsagent/bootstrap/Dispatch";
  private static final String LINK =
      "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;Ljava/lang/String;)"
          + "Ljava/lang/invoke/CallSite;";
  private static final String OBJECT = "Ljava/lang/Object;";
  private static final String THROWABLE = "Ljava/lang/Throwable;";

  private static final int JAVA_5 = 49;
  private static final int JAVA_6 = 50;
  private static final int JAVA_7 = 51;

  private static final int ACONST_NULL = 1;
  private static final int ICONST_0 = 3;
  private static final int BIPUSH = 16;
  private static final int AASTORE = 83;
  private static final int POP = 87;
  private static final int DUP = 89;
  private static final int IRETURN = 172;
  private static final int INVOKESTATIC = 184;
  private static final int ANEWARRAY = 189;
  private static final int ATHROW = 191;
  private static final int CHECKCAST = 192;

  /** Instead of a type in a frame: a variable that holds nothing. */
  private static final int NOTHING = -1;

  private final Constants constants;
  private final String owner;
  private final int ownerConstant;
  private final int version;
  private final boolean isStatic;
  private final boolean isConstructor;
  private final String[] arguments;
  private final String result;
  private final @Nullable AdviceMethod enter;
  private final @Nullable AdviceMethod exit;

  /** Slots of {@code this} and the parameters; variables from here on move up. */
  private final int parameterSlots;

  /** The added variables, in the order of their slots. */
  private final List<Variable> variables = new ArrayList<>();

  private int added;
  private @Nullable Variable entered;
  private @Nullable Variable thisCopy;
  private final @Nullable Variable[] argumentCopies;
  private @Nullable Variable returned;
  private @Nullable Variable thrown;

  /** Start, end and handler of each, as labels. */
  private final List<int[]> adviceHandlers = new ArrayList<>();

  private final CodeWriter code;
  private final int bodyStart;

  /**
   * Where a failed exit method goes on, once for all returns: behind the body, out of the reach of
   * its handlers.
   */
  private final int exitFailed;

  private boolean returns;

  /** Whether this is a constructor that has its instance where it was, to the end. */
  private boolean keepsThis;

  private WovenMethod(
      ClassFile file, Constants constants, Method method, Advice advice, int length) {
    this.constants = constants;
    this.owner = file.name();
    this.ownerConstant = file.number(file.header + 2);
    this.version = file.number(6);
    this.isStatic = (method.access & 0x0008) != 0;
    this.isConstructor = method.name.equals("<init>");
    this.arguments = Descriptors.parameters(method.descriptor);
    this.result = Descriptors.result(method.descriptor);
    this.enter = advice.enter;
    this.exit = advice.exit;
    this.parameterSlots = slotOf(arguments.length);
    this.argumentCopies = new @Nullable Variable[arguments.length];
    this.code = new CodeWriter(length + 200, length + 1);
    this.bodyStart = code.label();
    this.exitFailed = code.label();
    check();
    plan();
  }

  /** A method as a class file describes it. */
  static final class Method {
    final int access;
    final String name;
    final String descriptor;

    Method(int access, String name, String descriptor) {
      this.access = access;
      this.name = name;
      this.descriptor = descriptor;
    }
  }

  /**
   * Weaves.
   *
   * @param file the class
   * @param bytes where the method is, at least
   * @param begin where it begins there
   * @param end where it ends
   * @return the method as it is to be in the class file
   * @throws UnweavableException when it has a shape that the weaver does not do
   */
  static byte[] weave(
      ClassFile file,
      Constants constants,
      Method method,
      byte[] bytes,
      int begin,
      int end,
      Advice advice) {
    Bytes out = new Bytes(end - begin + 400);
    out.copy(bytes, begin, begin + 8);
    int at = begin + 8;
    while (at < end) {
      int next = at + 6 + Bytes.four(bytes, at + 2);
      if (constants.is(Bytes.two(bytes, at), "Code")) {
        WovenMethod woven =
            new WovenMethod(file, constants, method, advice, Bytes.four(bytes, at + 10));
        woven.code(bytes, at, out);
      } else {
        out.copy(bytes, at, next);
      }
      at = next;
    }
    return out.toArray();
  }

  private void check() {
    for (AdviceMethod method : new @Nullable AdviceMethod[] {enter, exit}) {
      if (method == null) {
        continue;
      }
      for (int i = 0; i < method.sources.length; i++) {
        if (method.sources[i] == Source.ARGUMENT && method.indexes[i] >= arguments.length) {
          throw new UnweavableException(
              method.owner + "." + method.name + " wants argument " + method.indexes[i]);
        }
      }
      if (isConstructor && (method.onThrowable || (method == enter && method.uses(Source.THIS)))) {
        throw new UnweavableException(
            method.owner + "." + method.name + " does not fit a constructor");
      }
      if (method.assignment == Assignment.ARGUMENT
          && (method != enter
              || method.assignedArgument >= arguments.length
              || Descriptors.isPrimitive(arguments[method.assignedArgument]))) {
        throw new UnweavableException(
            method.owner + "." + method.name + " assigns no argument of the method");
      }
      if (method.assignment == Assignment.RETURNED
          && (method != exit || Descriptors.isPrimitive(result))) {
        throw new UnweavableException(
            method.owner + "." + method.name + " assigns no result of the method");
      }
    }
  }

  /** A variable that the weaver adds. */
  private static final class Variable {
    final int slot;
    final int size;

    /** Its type in frames before the enter method was called; or that it holds nothing. */
    final int early;

    /** Its type in frames of the method's body; or that it holds nothing. */
    final int late;

    Variable(int slot, int size, int early, int late) {
      this.slot = slot;
      this.size = size;
      this.early = early;
      this.late = late;
    }
  }

  /** Decides which variables are added. */
  private void plan() {
    if (enter != null && Descriptors.size(enter.result) > 0) {
      entered = add(Descriptors.size(enter.result), NOTHING, frameType(erased(enter.result)));
    }
    if (exit != null) {
      if (!isStatic && !isConstructor && exit.uses(Source.THIS)) {
        thisCopy = add(1, own(), own());
      }
      for (int i = 0; i < arguments.length; i++) {
        if (usesArgument(exit, i)) {
          int type = frameType(arguments[i]);
          argumentCopies[i] = add(Descriptors.size(arguments[i]), type, type);
        }
      }
      if (Descriptors.size(result) > 0) {
        returned = add(Descriptors.size(result), NOTHING, NOTHING);
      }
      if (exit.onThrowable) {
        thrown = add(1, NOTHING, NOTHING);
      }
    }
  }

  private static boolean usesArgument(AdviceMethod method, int index) {
    for (int i = 0; i < method.sources.length; i++) {
      if (method.sources[i] == Source.ALL_ARGUMENTS
          || (method.sources[i] == Source.ARGUMENT && method.indexes[i] == index)) {
        return true;
      }
    }
    return false;
  }

  private Variable add(int size, int early, int late) {
    Variable variable = new Variable(parameterSlots + added, size, early, late);
    added += size;
    variables.add(variable);
    return variable;
  }

  private int frameType(String type) {
    switch (type.charAt(0)) {
      case 'J':
        return CodeWriter.LONG;
      case 'F':
        return CodeWriter.FLOAT;
      case 'D':
        return CodeWriter.DOUBLE;
      case 'L':
      case '[':
        return CodeWriter.object(constants.type(Descriptors.internalName(type)));
      default:
        return CodeWriter.INTEGER;
    }
  }

  private int own() {
    return CodeWriter.object(ownerConstant);
  }

  /**
   * What call sites see of a type: every class is Object there, so that no loader needs to know it.
   */
  private static String erased(String type) {
    return Descriptors.isPrimitive(type) ? type : OBJECT;
  }

  // ---- the whole ----

  private void code(byte[] bytes, int at, Bytes out) {
    int maxStack = Bytes.two(bytes, at + 6);
    int maxLocals = Math.max(Bytes.two(bytes, at + 8), parameterSlots);
    int length = Bytes.four(bytes, at + 10);
    int begin = at + 14;
    int handlers = begin + length;
    int handlerCount = Bytes.two(bytes, handlers);
    int attributes = handlers + 2 + 8 * handlerCount;

    begin();
    CodeCopy copy =
        new CodeCopy(code, bytes, begin, length, parameterSlots, added) {
          @Override
          void returned(int opcode) {
            leave(opcode);
          }
        };
    copy.copy();
    keepsThis = isConstructor && !copy.overwritesThis();
    if (isConstructor && !keepsThis && exit != null && exit.uses(Source.THIS)) {
      throw new UnweavableException("a constructor gives its instance up");
    }
    copyFrames(bytes, attributes);
    boolean catches = end(length);

    out.copy(bytes, at, at + 2);
    int size = out.size();
    out.four(0).two(maxStack + deepest()).two(maxLocals + added);
    Bytes finished = code.finished();
    out.four(finished.size()).all(finished);
    out.two(adviceHandlers.size() + handlerCount + (catches ? 1 : 0));
    for (int[] handler : adviceHandlers) {
      handler(out, handler[0], handler[1], handler[2], constants.type("java/lang/Throwable"));
    }
    for (int i = handlers + 2; i < attributes; i += 8) {
      handler(
          out,
          Bytes.two(bytes, i),
          Bytes.two(bytes, i + 2),
          Bytes.two(bytes, i + 4),
          Bytes.two(bytes, i + 6));
    }
    if (catches) {
      handler(out, bodyStart, length, length, 0);
    }
    copyAttributes(bytes, attributes, out);
    out.setFour(size, out.size() - size - 4);
  }

  private void handler(Bytes out, int start, int end, int handler, int type) {
    out.two(code.placeOf(start)).two(code.placeOf(end)).two(code.placeOf(handler)).two(type);
  }

  /** What a call of advice may need of the stack above what is on it. */
  private int deepest() {
    int most = 4;
    for (AdviceMethod method : new @Nullable AdviceMethod[] {enter, exit}) {
      if (method != null) {
        most = Math.max(most, 2 * method.sources.length + 12);
      }
    }
    return most;
  }

  /** The lines and variables, which debuggers and stack traces show, and the frames. */
  private void copyAttributes(byte[] bytes, int attributes, Bytes out) {
    int countAt = out.size();
    int count = 0;
    out.two(0);
    int at = attributes + 2;
    for (int i = Bytes.two(bytes, attributes); i > 0; i--) {
      int name = Bytes.two(bytes, at);
      int next = at + 6 + Bytes.four(bytes, at + 2);
      if (constants.is(name, "LineNumberTable")) {
        out.copy(bytes, at, at + 8);
        for (int entry = at + 8; entry < next; entry += 4) {
          out.two(code.placeOf(Bytes.two(bytes, entry))).copy(bytes, entry + 2, entry + 4);
        }
        count++;
      } else if (constants.is(name, "LocalVariableTable")
          || constants.is(name, "LocalVariableTypeTable")) {
        out.copy(bytes, at, at + 8);
        for (int entry = at + 8; entry < next; entry += 10) {
          int start = Bytes.two(bytes, entry);
          int place = code.placeOf(start);
          int slot = Bytes.two(bytes, entry + 8);
          out.two(place).two(code.placeOf(start + Bytes.two(bytes, entry + 2)) - place);
          out.copy(bytes, entry + 4, entry + 8).two(slot < parameterSlots ? slot : slot + added);
        }
        count++;
      }
      at = next;
    }
    if (code.hasFrames()) {
      code.writeFrames(out, constants.text("StackMapTable"));
      count++;
    }
    out.setTwo(countAt, count);
  }

  // ---- entry ----

  private void begin() {
    if (thisCopy != null) {
      code.variable(CodeWriter.ALOAD, 0);
      code.variable(CodeWriter.ASTORE, thisCopy.slot);
    }
    for (int i = 0; i < arguments.length; i++) {
      Variable copy = argumentCopies[i];
      if (copy != null) {
        int kind = Descriptors.instruction(arguments[i]);
        code.variable(CodeWriter.ILOAD + kind, slotOf(i));
        code.variable(CodeWriter.ISTORE + kind, copy.slot);
      }
    }
    if (enter != null) {
      callEnter(enter);
    }
    code.place(bodyStart);
    code.instruction(0);
  }

  private int slotOf(int argument) {
    int slot = isStatic ? 0 : 1;
    for (int i = 0; i < argument; i++) {
      slot += Descriptors.size(arguments[i]);
    }
    return slot;
  }

  private void callEnter(AdviceMethod method) {
    int start = code.label();
    int end = code.label();
    int failed = code.label();
    int after = code.label();
    adviceHandlers.add(new int[] {start, end, failed});
    code.place(start);
    call(method, true, false);
    store(entered, method.result);
    code.place(end);
    code.jump(CodeWriter.GOTO, after);
    code.place(failed);
    entryFrame(true);
    reportFailure(method);
    if (entered != null) {
      code.instruction(zero(method.result));
      store(entered, method.result);
    }
    code.place(after);
    entryFrame(false);
    if (method.assignment == Assignment.ARGUMENT && entered != null) {
      code.variable(CodeWriter.ALOAD, entered.slot);
      code.variable(CodeWriter.ALOAD, slotOf(method.assignedArgument));
      choose(arguments[method.assignedArgument]);
      code.variable(CodeWriter.ASTORE, slotOf(method.assignedArgument));
    }
  }

  // ---- exit ----

  /** In the place of a return. */
  private void leave(int opcode) {
    if (exit == null) {
      code.instruction(opcode);
      return;
    }
    int start = code.label();
    int end = code.label();
    store(returned, result);
    adviceHandlers.add(new int[] {start, end, exitFailed});
    code.place(start);
    call(exit, false, false);
    if (exit.assignment == Assignment.RETURNED && returned != null) {
      code.variable(CodeWriter.ALOAD, returned.slot);
      choose(result);
      code.variable(CodeWriter.ASTORE, returned.slot);
    } else {
      discard(exit.result);
    }
    code.place(end);
    returnResult();
    returns = true;
  }

  private void returnResult() {
    if (returned != null) {
      code.variable(CodeWriter.ILOAD + Descriptors.instruction(result), returned.slot);
    }
    code.instruction(IRETURN + Descriptors.instruction(result));
  }

  /** What comes behind the body; whether that catches what the body throws. */
  private boolean end(int bodyEnd) {
    boolean catches = exit != null && exit.onThrowable;
    if (exit != null && catches) {
      bareFrame(null, null);
      store(thrown, THROWABLE);
      int start = code.label();
      int end = code.label();
      int failed = code.label();
      adviceHandlers.add(new int[] {start, end, failed});
      code.place(start);
      call(exit, false, true);
      discard(exit.result);
      code.place(end);
      rethrow();
      code.place(failed);
      bareFrame(null, thrown);
      reportFailure(exit);
      rethrow();
    }
    if (exit != null && returns) {
      code.place(exitFailed);
      bareFrame(returned, null);
      reportFailure(exit);
      returnResult();
    }
    return catches;
  }

  private void rethrow() {
    load(thrown, THROWABLE);
    code.instruction(ATHROW);
  }

  // ---- pieces ----

  /**
   * Calls an advice method.
   *
   * @param entering whether the parameters still hold what the method was called with
   * @param throwing whether something was thrown
   */
  private void call(AdviceMethod method, boolean entering, boolean throwing) {
    boolean old = version < JAVA_7;
    String[] types = new String[method.sources.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = typeOf(method, i);
    }
    String descriptor = descriptor(erased(method.result), types);
    if (old) {
      loadOwnClass();
      string(method.owner);
      string(method.name);
      string(descriptor);
      push(types.length);
      newArray();
    }
    for (int i = 0; i < types.length; i++) {
      if (old) {
        code.instruction(DUP);
        push(i);
      }
      load(method, i, types[i], entering, throwing);
      if (old) {
        box(types[i]);
        code.instruction(AASTORE);
      }
    }
    if (!old) {
      code.invokeDynamic(
          constants.callSite(DISPATCH, "link", LINK, method.owner, method.name, descriptor));
      return;
    }
    callStatic(
        DISPATCH,
        "call",
        "(Ljava/lang/Class;Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;[Ljava/lang/Object;)Ljava/lang/Object;");
    if (Descriptors.size(method.result) == 0) {
      code.instruction(POP);
    } else if (Descriptors.isPrimitive(method.result)) {
      throw new UnweavableException(
          method.owner + "." + method.name + " returns a primitive, for an old class");
    }
  }

  private String typeOf(AdviceMethod method, int parameter) {
    switch (method.sources[parameter]) {
      case ARGUMENT:
        return erased(arguments[method.indexes[parameter]]);
      case RETURN:
        return erased(result);
      case CONSTANT:
        return "I";
      case ENTER:
        if (enter == null || Descriptors.size(enter.result) == 0) {
          throw new UnweavableException(
              method.owner + "." + method.name + " wants what no enter method gives");
        }
        return erased(enter.result);
      default:
        return OBJECT;
    }
  }

  private void load(
      AdviceMethod method, int parameter, String type, boolean entering, boolean throwing) {
    switch (method.sources[parameter]) {
      case THIS:
        if (isStatic) {
          code.instruction(ACONST_NULL);
        } else {
          code.variable(CodeWriter.ALOAD, entering || thisCopy == null ? 0 : thisCopy.slot);
        }
        break;
      case ARGUMENT:
        loadArgument(method.indexes[parameter], entering);
        break;
      case ALL_ARGUMENTS:
        push(arguments.length);
        newArray();
        for (int i = 0; i < arguments.length; i++) {
          code.instruction(DUP);
          push(i);
          loadArgument(i, entering);
          box(arguments[i]);
          code.instruction(AASTORE);
        }
        break;
      case CONSTANT:
        push(method.indexes[parameter]);
        break;
      case NOTHING:
        code.instruction(ACONST_NULL);
        break;
      case ENTER:
        load(entered, type);
        break;
      case RETURN:
        if (throwing) {
          code.instruction(zero(type));
        } else {
          load(returned, type);
        }
        break;
      default:
        if (throwing) {
          load(thrown, THROWABLE);
        } else {
          code.instruction(ACONST_NULL);
        }
        break;
    }
  }

  private void loadArgument(int index, boolean entering) {
    Variable copy = argumentCopies[index];
    int slot = entering || copy == null ? slotOf(index) : copy.slot;
    code.variable(CodeWriter.ILOAD + Descriptors.instruction(arguments[index]), slot);
  }

  private void load(@Nullable Variable variable, String type) {
    if (variable == null) {
      code.instruction(ACONST_NULL);
    } else {
      code.variable(CodeWriter.ILOAD + Descriptors.instruction(type), variable.slot);
    }
  }

  private void store(@Nullable Variable variable, String type) {
    if (variable != null) {
      code.variable(CodeWriter.ISTORE + Descriptors.instruction(type), variable.slot);
    }
  }

  private void discard(String type) {
    int size = Descriptors.size(type);
    if (size > 0) {
      code.instruction(POP + size - 1);
    }
  }

  /** Leaves the first of the two objects on the stack, or the second where the first is null. */
  private void choose(String type) {
    callStatic(DISPATCH, "choose", "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;");
    code.instruction(CHECKCAST, constants.type(Descriptors.internalName(type)));
  }

  private void reportFailure(AdviceMethod method) {
    string(method.owner);
    callStatic(DISPATCH, "failed", "(Ljava/lang/Throwable;Ljava/lang/String;)V");
  }

  /** The woven class, for class files that may be too old for class constants. */
  private void loadOwnClass() {
    if (version >= JAVA_5) {
      code.constant(ownerConstant);
    } else {
      string(owner.replace('/', '.'));
      callStatic("java/lang/Class", "forName", "(Ljava/lang/String;)Ljava/lang/Class;");
    }
  }

  private void string(String text) {
    code.constant(constants.string(text));
  }

  private void callStatic(String type, String method, String descriptor) {
    code.instruction(INVOKESTATIC, constants.method(type, method, descriptor));
  }

  private void newArray() {
    code.instruction(ANEWARRAY, constants.type("java/lang/Object"));
  }

  private static String descriptor(String result, String[] types) {
    StringBuilder descriptor = new StringBuilder("(");
    for (String type : types) {
      descriptor.append(type);
    }
    return descriptor.append(')').append(result).toString();
  }

  private void push(int number) {
    if (number <= 5) {
      code.instruction(ICONST_0 + number);
    } else if (number <= Byte.MAX_VALUE) {
      code.instruction(BIPUSH);
      code.instruction(number);
    } else {
      code.constant(constants.integer(number));
    }
  }

  private void box(String type) {
    String box;
    switch (type.charAt(0)) {
      case 'Z':
        box = "java/lang/Boolean";
        break;
      case 'B':
        box = "java/lang/Byte";
        break;
      case 'C':
        box = "java/lang/Character";
        break;
      case 'S':
        box = "java/lang/Short";
        break;
      case 'I':
        box = "java/lang/Integer";
        break;
      case 'F':
        box = "java/lang/Float";
        break;
      case 'J':
        box = "java/lang/Long";
        break;
      case 'D':
        box = "java/lang/Double";
        break;
      default:
        return;
    }
    callStatic(box, "valueOf", "(" + type + ")L" + box + ";");
  }

  private static int zero(String type) {
    switch (type.charAt(0)) {
      case 'J':
        return 9;
      case 'F':
        return 11;
      case 'D':
        return 14;
      default:
        return Descriptors.isPrimitive(type) ? ICONST_0 : ACONST_NULL;
    }
  }

  // ---- frames ----

  /** Copies the frames of the method's body, with the added variables. */
  private void copyFrames(byte[] bytes, int attributes) {
    int at = attributes + 2;
    for (int i = Bytes.two(bytes, attributes); i > 0; i--) {
      if (constants.is(Bytes.two(bytes, at), "StackMapTable") && version >= JAVA_6) {
        new FrameReader(bytes, at + 6, entryLocals()) {
          @Override
          void frame(int place, int[] locals, int[] stack) {
            code.frame(place, withAdded(locals), stack);
          }
        }.read();
      }
      at += 6 + Bytes.four(bytes, at + 2);
    }
  }

  private int[] withAdded(int[] locals) {
    FrameTypes all = new FrameTypes(locals.length + parameterSlots + added);
    int slot = 0;
    int at = 0;
    while (at < locals.length && slot < parameterSlots) {
      int type = locals[at++];
      slot += type == CodeWriter.LONG || type == CodeWriter.DOUBLE ? 2 : 1;
      all.add(type);
    }
    for (; slot < parameterSlots; slot++) {
      all.add(CodeWriter.TOP);
    }
    for (Variable variable : variables) {
      all.add(variable, variable.late);
    }
    while (at < locals.length) {
      all.add(locals[at++]);
    }
    return all.toArray();
  }

  /** What is in the variables when the method begins. */
  private int[] entryLocals() {
    FrameTypes locals = new FrameTypes(arguments.length + 1);
    if (!isStatic) {
      locals.add(isConstructor ? CodeWriter.UNINITIALIZED_THIS : own());
    }
    for (String argument : arguments) {
      locals.add(frameType(argument));
    }
    return locals.toArray();
  }

  /** A frame at the method's start: what the descriptor says, and the added variables. */
  private void entryFrame(boolean failed) {
    FrameTypes locals = new FrameTypes(entryLocals(), added);
    for (Variable variable : variables) {
      locals.add(variable, failed ? variable.early : variable.late);
    }
    frame(locals, failed);
  }

  /**
   * The frame of a handler, which knows of the added variables alone; those given hold their
   * values.
   */
  private void bareFrame(@Nullable Variable result, @Nullable Variable thrown) {
    FrameTypes locals = new FrameTypes(parameterSlots + added);
    for (int i = 0; i < parameterSlots; i++) {
      // Advice around this one, which takes the handler for code of the method, wants it there.
      locals.add(keepsThis && i == 0 ? own() : CodeWriter.TOP);
    }
    for (Variable variable : variables) {
      int type = variable.late;
      if (variable == result) {
        type = frameType(this.result);
      } else if (variable == thrown) {
        type = throwable();
      }
      locals.add(variable, type);
    }
    frame(locals, true);
  }

  private int throwable() {
    return CodeWriter.object(constants.type("java/lang/Throwable"));
  }

  private void frame(FrameTypes locals, boolean caught) {
    if (version >= JAVA_6) {
      code.frame(locals.toArray(), caught ? throwable() : 0);
    }
  }

  /** The types of variables in a frame. */
  private static final class FrameTypes {
    private final int[] types;
    private int count;

    FrameTypes(int most) {
      types = new int[most];
    }

    FrameTypes(int[] first, int more) {
      types = Arrays.copyOf(first, first.length + more);
      count = first.length;
    }

    void add(int type) {
      types[count++] = type;
    }

    void add(Variable variable, int type) {
      if (type != NOTHING) {
        add(type);
      } else {
        for (int i = 0; i < variable.size; i++) {
          add(CodeWriter.TOP);
        }
      }
    }

    int[] toArray() {
      return Arrays.copyOf(types, count);
    }
  }
}
