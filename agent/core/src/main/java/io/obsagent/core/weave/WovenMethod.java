/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import io.obsagent.core.weave.AdviceMethod.Assignment;
import io.obsagent.core.weave.AdviceMethod.Source;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.TypePath;

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
final class WovenMethod extends MethodVisitor {
  private static final String DISPATCH = "io/obsagent/bootstrap/Dispatch";
  private static final Type THROWABLE = Type.getObjectType("java/lang/Throwable");
  private static final Handle LINK =
      new Handle(
          Opcodes.H_INVOKESTATIC,
          DISPATCH,
          "link",
          "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;Ljava/lang/String;)"
              + "Ljava/lang/invoke/CallSite;",
          false);

  private final String owner;
  private final int version;
  private final boolean isStatic;
  private final boolean isConstructor;
  private final Type[] arguments;
  private final Type result;
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

  private final List<@Nullable Object[]> handlers = new ArrayList<>();
  private final List<@Nullable Object[]> adviceHandlers = new ArrayList<>();
  private final Label bodyStart = new Label();

  /**
   * Where a failed exit method goes on, once for all returns: behind the body, out of the reach of
   * its handlers.
   */
  private final Label exitFailed = new Label();

  private boolean returns;

  WovenMethod(
      MethodVisitor next,
      int version,
      String owner,
      int access,
      String name,
      String descriptor,
      Advice advice) {
    super(Opcodes.ASM9, next);
    this.owner = owner;
    this.version = version;
    this.isStatic = (access & Opcodes.ACC_STATIC) != 0;
    this.isConstructor = name.equals("<init>");
    this.arguments = Type.getArgumentTypes(descriptor);
    this.result = Type.getReturnType(descriptor);
    this.enter = advice.enter;
    this.exit = advice.exit;
    this.parameterSlots = (Type.getArgumentsAndReturnSizes(descriptor) >> 2) - (isStatic ? 1 : 0);
    this.argumentCopies = new @Nullable Variable[arguments.length];
    check();
    plan();
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
              || isPrimitive(arguments[method.assignedArgument]))) {
        throw new UnweavableException(
            method.owner + "." + method.name + " assigns no argument of the method");
      }
      if (method.assignment == Assignment.RETURNED && (method != exit || isPrimitive(result))) {
        throw new UnweavableException(
            method.owner + "." + method.name + " assigns no result of the method");
      }
    }
  }

  private static boolean isPrimitive(Type type) {
    return type.getSort() < Type.ARRAY;
  }

  /** A variable that the weaver adds. */
  private static final class Variable {
    final int slot;
    final int size;

    /** Its type in frames before the enter method was called; null where it holds nothing. */
    final @Nullable Object early;

    /** Its type in frames of the method's body; null where it holds nothing. */
    final @Nullable Object late;

    Variable(int slot, int size, @Nullable Object early, @Nullable Object late) {
      this.slot = slot;
      this.size = size;
      this.early = early;
      this.late = late;
    }
  }

  /** Decides which variables are added. */
  private void plan() {
    if (enter != null && enter.result != Type.VOID_TYPE) {
      entered = add(enter.result.getSize(), null, frameType(erased(enter.result)));
    }
    if (exit != null) {
      if (!isStatic && !isConstructor && exit.uses(Source.THIS)) {
        thisCopy = add(1, owner, owner);
      }
      for (int i = 0; i < arguments.length; i++) {
        if (usesArgument(exit, i)) {
          Object type = frameType(arguments[i]);
          argumentCopies[i] = add(arguments[i].getSize(), type, type);
        }
      }
      if (result != Type.VOID_TYPE) {
        returned = add(result.getSize(), null, null);
      }
      if (exit.onThrowable) {
        thrown = add(1, null, null);
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

  private Variable add(int size, @Nullable Object early, @Nullable Object late) {
    Variable variable = new Variable(parameterSlots + added, size, early, late);
    added += size;
    variables.add(variable);
    return variable;
  }

  private static Object frameType(Type type) {
    switch (type.getSort()) {
      case Type.BOOLEAN:
      case Type.BYTE:
      case Type.CHAR:
      case Type.SHORT:
      case Type.INT:
        return Opcodes.INTEGER;
      case Type.FLOAT:
        return Opcodes.FLOAT;
      case Type.LONG:
        return Opcodes.LONG;
      case Type.DOUBLE:
        return Opcodes.DOUBLE;
      default:
        return type.getInternalName();
    }
  }

  /**
   * What call sites see of a type: every class is Object there, so that no loader needs to know it.
   */
  private static Type erased(Type type) {
    return isPrimitive(type) ? type : Type.getObjectType("java/lang/Object");
  }

  // ---- entry ----

  @Override
  public void visitCode() {
    super.visitCode();
    if (thisCopy != null) {
      mv.visitVarInsn(Opcodes.ALOAD, 0);
      mv.visitVarInsn(Opcodes.ASTORE, thisCopy.slot);
    }
    for (int i = 0; i < arguments.length; i++) {
      Variable copy = argumentCopies[i];
      if (copy != null) {
        mv.visitVarInsn(arguments[i].getOpcode(Opcodes.ILOAD), slotOf(i));
        mv.visitVarInsn(arguments[i].getOpcode(Opcodes.ISTORE), copy.slot);
      }
    }
    if (enter != null) {
      callEnter(enter);
    }
    mv.visitLabel(bodyStart);
    mv.visitInsn(Opcodes.NOP);
  }

  private int slotOf(int argument) {
    int slot = isStatic ? 0 : 1;
    for (int i = 0; i < argument; i++) {
      slot += arguments[i].getSize();
    }
    return slot;
  }

  private void callEnter(AdviceMethod method) {
    Label start = new Label();
    Label end = new Label();
    Label failed = new Label();
    Label after = new Label();
    handle(start, end, failed);
    mv.visitLabel(start);
    call(method, true, false);
    store(entered, method.result);
    mv.visitLabel(end);
    mv.visitJumpInsn(Opcodes.GOTO, after);
    mv.visitLabel(failed);
    entryFrame(true);
    reportFailure(method);
    if (entered != null) {
      mv.visitInsn(zero(method.result));
      store(entered, method.result);
    }
    mv.visitLabel(after);
    entryFrame(false);
    if (method.assignment == Assignment.ARGUMENT && entered != null) {
      Type argument = arguments[method.assignedArgument];
      mv.visitVarInsn(Opcodes.ALOAD, entered.slot);
      mv.visitVarInsn(Opcodes.ALOAD, slotOf(method.assignedArgument));
      choose(argument);
      mv.visitVarInsn(Opcodes.ASTORE, slotOf(method.assignedArgument));
    }
  }

  // ---- exit ----

  @Override
  public void visitInsn(int opcode) {
    boolean isReturn = opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN;
    if (!isReturn || exit == null) {
      super.visitInsn(opcode);
      return;
    }
    Label start = new Label();
    Label end = new Label();
    store(returned, result);
    handle(start, end, exitFailed);
    mv.visitLabel(start);
    call(exit, false, false);
    if (exit.assignment == Assignment.RETURNED && returned != null) {
      mv.visitVarInsn(Opcodes.ALOAD, returned.slot);
      choose(result);
      mv.visitVarInsn(Opcodes.ASTORE, returned.slot);
    } else {
      discard(exit.result);
    }
    mv.visitLabel(end);
    returnResult();
    returns = true;
  }

  private void returnResult() {
    if (returned != null) {
      mv.visitVarInsn(result.getOpcode(Opcodes.ILOAD), returned.slot);
    }
    mv.visitInsn(result.getOpcode(Opcodes.IRETURN));
  }

  @Override
  public void visitMaxs(int maxStack, int maxLocals) {
    @Nullable Object @Nullable [] catchAll = null;
    if (exit != null && exit.onThrowable) {
      Label bodyEnd = new Label();
      mv.visitLabel(bodyEnd);
      bareFrame(null, null);
      store(thrown, THROWABLE);
      Label start = new Label();
      Label end = new Label();
      Label failed = new Label();
      handle(start, end, failed);
      mv.visitLabel(start);
      call(exit, false, true);
      discard(exit.result);
      mv.visitLabel(end);
      rethrow();
      mv.visitLabel(failed);
      bareFrame(null, thrown);
      reportFailure(exit);
      rethrow();
      catchAll = new @Nullable Object[] {bodyStart, bodyEnd, bodyEnd, null};
    }
    if (exit != null && returns) {
      mv.visitLabel(exitFailed);
      bareFrame(returned, null);
      reportFailure(exit);
      returnResult();
    }
    emit(adviceHandlers);
    emit(handlers);
    if (catchAll != null) {
      emit(Collections.singletonList(catchAll));
    }
    super.visitMaxs(maxStack, maxLocals);
  }

  private void rethrow() {
    load(thrown, THROWABLE);
    mv.visitInsn(Opcodes.ATHROW);
  }

  // ---- pieces ----

  /**
   * Calls an advice method.
   *
   * @param entering whether the parameters still hold what the method was called with
   * @param throwing whether something was thrown
   */
  private void call(AdviceMethod method, boolean entering, boolean throwing) {
    boolean old = (version & 0xFFFF) < Opcodes.V1_7;
    Type[] types = new Type[method.sources.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = typeOf(method, i);
    }
    if (old) {
      loadOwnClass();
      mv.visitLdcInsn(method.owner);
      mv.visitLdcInsn(method.name);
      mv.visitLdcInsn(Type.getMethodDescriptor(erased(method.result), types));
      push(types.length);
      mv.visitTypeInsn(Opcodes.ANEWARRAY, "java/lang/Object");
    }
    for (int i = 0; i < types.length; i++) {
      if (old) {
        mv.visitInsn(Opcodes.DUP);
        push(i);
      }
      load(method, i, types[i], entering, throwing);
      if (old) {
        box(types[i]);
        mv.visitInsn(Opcodes.AASTORE);
      }
    }
    if (!old) {
      mv.visitInvokeDynamicInsn(
          method.name, Type.getMethodDescriptor(erased(method.result), types), LINK, method.owner);
      return;
    }
    mv.visitMethodInsn(
        Opcodes.INVOKESTATIC,
        DISPATCH,
        "call",
        "(Ljava/lang/Class;Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;[Ljava/lang/Object;)Ljava/lang/Object;",
        false);
    if (method.result == Type.VOID_TYPE) {
      mv.visitInsn(Opcodes.POP);
    } else if (isPrimitive(method.result)) {
      throw new UnweavableException(
          method.owner + "." + method.name + " returns a primitive, for an old class");
    }
  }

  private Type typeOf(AdviceMethod method, int parameter) {
    switch (method.sources[parameter]) {
      case ARGUMENT:
        return erased(arguments[method.indexes[parameter]]);
      case RETURN:
        return erased(result);
      case CONSTANT:
        return Type.INT_TYPE;
      case ENTER:
        if (enter == null || enter.result == Type.VOID_TYPE) {
          throw new UnweavableException(
              method.owner + "." + method.name + " wants what no enter method gives");
        }
        return erased(enter.result);
      default:
        return erased(Type.getObjectType("java/lang/Object"));
    }
  }

  private void load(
      AdviceMethod method, int parameter, Type type, boolean entering, boolean throwing) {
    switch (method.sources[parameter]) {
      case THIS:
        if (isStatic) {
          mv.visitInsn(Opcodes.ACONST_NULL);
        } else {
          mv.visitVarInsn(Opcodes.ALOAD, entering || thisCopy == null ? 0 : thisCopy.slot);
        }
        break;
      case ARGUMENT:
        loadArgument(method.indexes[parameter], entering);
        break;
      case ALL_ARGUMENTS:
        push(arguments.length);
        mv.visitTypeInsn(Opcodes.ANEWARRAY, "java/lang/Object");
        for (int i = 0; i < arguments.length; i++) {
          mv.visitInsn(Opcodes.DUP);
          push(i);
          loadArgument(i, entering);
          box(arguments[i]);
          mv.visitInsn(Opcodes.AASTORE);
        }
        break;
      case CONSTANT:
        push(method.indexes[parameter]);
        break;
      case NOTHING:
        mv.visitInsn(Opcodes.ACONST_NULL);
        break;
      case ENTER:
        load(entered, type);
        break;
      case RETURN:
        if (throwing) {
          mv.visitInsn(zero(type));
        } else {
          load(returned, type);
        }
        break;
      default:
        if (throwing) {
          load(thrown, THROWABLE);
        } else {
          mv.visitInsn(Opcodes.ACONST_NULL);
        }
        break;
    }
  }

  private void loadArgument(int index, boolean entering) {
    Variable copy = argumentCopies[index];
    int slot = entering || copy == null ? slotOf(index) : copy.slot;
    mv.visitVarInsn(arguments[index].getOpcode(Opcodes.ILOAD), slot);
  }

  private void load(@Nullable Variable variable, Type type) {
    if (variable == null) {
      mv.visitInsn(Opcodes.ACONST_NULL);
    } else {
      mv.visitVarInsn(type.getOpcode(Opcodes.ILOAD), variable.slot);
    }
  }

  private void store(@Nullable Variable variable, Type type) {
    if (variable != null) {
      mv.visitVarInsn(type.getOpcode(Opcodes.ISTORE), variable.slot);
    }
  }

  private void discard(Type type) {
    if (type != Type.VOID_TYPE) {
      mv.visitInsn(type.getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
    }
  }

  /** Leaves the first of the two objects on the stack, or the second where the first is null. */
  private void choose(Type type) {
    mv.visitMethodInsn(
        Opcodes.INVOKESTATIC,
        DISPATCH,
        "choose",
        "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;",
        false);
    mv.visitTypeInsn(Opcodes.CHECKCAST, type.getInternalName());
  }

  private void reportFailure(AdviceMethod method) {
    mv.visitLdcInsn(method.owner);
    mv.visitMethodInsn(
        Opcodes.INVOKESTATIC,
        DISPATCH,
        "failed",
        "(Ljava/lang/Throwable;Ljava/lang/String;)V",
        false);
  }

  /** The woven class, for class files that may be too old for class constants. */
  private void loadOwnClass() {
    if ((version & 0xFFFF) >= Opcodes.V1_5) {
      mv.visitLdcInsn(Type.getObjectType(owner));
    } else {
      mv.visitLdcInsn(owner.replace('/', '.'));
      mv.visitMethodInsn(
          Opcodes.INVOKESTATIC,
          "java/lang/Class",
          "forName",
          "(Ljava/lang/String;)Ljava/lang/Class;",
          false);
    }
  }

  private void push(int number) {
    if (number <= 5) {
      mv.visitInsn(Opcodes.ICONST_0 + number);
    } else if (number <= Byte.MAX_VALUE) {
      mv.visitIntInsn(Opcodes.BIPUSH, number);
    } else {
      mv.visitLdcInsn(number);
    }
  }

  private void box(Type type) {
    String box;
    switch (type.getSort()) {
      case Type.BOOLEAN:
        box = "java/lang/Boolean";
        break;
      case Type.BYTE:
        box = "java/lang/Byte";
        break;
      case Type.CHAR:
        box = "java/lang/Character";
        break;
      case Type.SHORT:
        box = "java/lang/Short";
        break;
      case Type.INT:
        box = "java/lang/Integer";
        break;
      case Type.FLOAT:
        box = "java/lang/Float";
        break;
      case Type.LONG:
        box = "java/lang/Long";
        break;
      case Type.DOUBLE:
        box = "java/lang/Double";
        break;
      default:
        return;
    }
    mv.visitMethodInsn(
        Opcodes.INVOKESTATIC, box, "valueOf", "(" + type.getDescriptor() + ")L" + box + ";", false);
  }

  private static int zero(Type type) {
    switch (type.getSort()) {
      case Type.LONG:
        return Opcodes.LCONST_0;
      case Type.DOUBLE:
        return Opcodes.DCONST_0;
      case Type.FLOAT:
        return Opcodes.FCONST_0;
      default:
        return isPrimitive(type) ? Opcodes.ICONST_0 : Opcodes.ACONST_NULL;
    }
  }

  // ---- exception tables ----

  @Override
  public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
    handlers.add(new @Nullable Object[] {start, end, handler, type});
  }

  @Override
  public @Nullable AnnotationVisitor visitTryCatchAnnotation(
      int typeRef, @Nullable TypePath typePath, String descriptor, boolean visible) {
    // It names its block by an index that the blocks added in front would make wrong.
    return null;
  }

  private void handle(Label start, Label end, Label handler) {
    adviceHandlers.add(new @Nullable Object[] {start, end, handler, "java/lang/Throwable"});
  }

  private void emit(List<@Nullable Object[]> blocks) {
    for (@Nullable Object[] block : blocks) {
      mv.visitTryCatchBlock(
          (Label) block[0], (Label) block[1], (Label) block[2], (String) block[3]);
    }
  }

  // ---- variables and frames of the method itself ----

  @Override
  public void visitVarInsn(int opcode, int slot) {
    boolean wide =
        opcode == Opcodes.LLOAD
            || opcode == Opcodes.DLOAD
            || opcode == Opcodes.LSTORE
            || opcode == Opcodes.DSTORE;
    if (wide && slot == parameterSlots - 1) {
      throw new UnweavableException("a variable lies across the end of the parameters");
    }
    super.visitVarInsn(opcode, moved(slot));
  }

  @Override
  public void visitIincInsn(int slot, int increment) {
    super.visitIincInsn(moved(slot), increment);
  }

  @Override
  public void visitLocalVariable(
      String name,
      String descriptor,
      @Nullable String signature,
      Label start,
      Label end,
      int slot) {
    super.visitLocalVariable(name, descriptor, signature, start, end, moved(slot));
  }

  @Override
  public @Nullable AnnotationVisitor visitLocalVariableAnnotation(
      int typeRef,
      @Nullable TypePath typePath,
      Label[] start,
      Label[] end,
      int[] slots,
      String descriptor,
      boolean visible) {
    int[] moved = new int[slots.length];
    for (int i = 0; i < slots.length; i++) {
      moved[i] = moved(slots[i]);
    }
    return super.visitLocalVariableAnnotation(
        typeRef, typePath, start, end, moved, descriptor, visible);
  }

  private int moved(int slot) {
    return slot < parameterSlots ? slot : slot + added;
  }

  @Override
  public void visitFrame(
      int type, int localCount, Object[] locals, int stackCount, Object[] stack) {
    List<Object> all = new ArrayList<>(localCount + added);
    int slot = 0;
    int at = 0;
    while (at < localCount && slot < parameterSlots) {
      slot += sizeOf(locals[at]);
      all.add(locals[at++]);
    }
    for (; slot < parameterSlots; slot++) {
      all.add(Opcodes.TOP);
    }
    for (Variable variable : variables) {
      addTo(all, variable, variable.late);
    }
    while (at < localCount) {
      all.add(locals[at++]);
    }
    super.visitFrame(type, all.size(), all.toArray(), stackCount, stack);
  }

  private static int sizeOf(Object frameType) {
    return frameType == Opcodes.LONG || frameType == Opcodes.DOUBLE ? 2 : 1;
  }

  private static void addTo(List<Object> frame, Variable variable, @Nullable Object type) {
    if (type != null) {
      frame.add(type);
    } else {
      for (int i = 0; i < variable.size; i++) {
        frame.add(Opcodes.TOP);
      }
    }
  }

  /** A frame at the method's start: what the descriptor says, and the added variables. */
  private void entryFrame(boolean failed) {
    List<Object> locals = new ArrayList<>();
    if (!isStatic) {
      locals.add(isConstructor ? Opcodes.UNINITIALIZED_THIS : owner);
    }
    for (Type argument : arguments) {
      locals.add(frameType(argument));
    }
    for (Variable variable : variables) {
      addTo(locals, variable, failed ? variable.early : variable.late);
    }
    frame(locals, failed);
  }

  /**
   * The frame of a handler, which knows of the added variables alone; those given hold their
   * values.
   */
  private void bareFrame(@Nullable Variable result, @Nullable Variable thrown) {
    List<Object> locals = new ArrayList<>();
    for (int i = 0; i < parameterSlots; i++) {
      locals.add(Opcodes.TOP);
    }
    for (Variable variable : variables) {
      Object type = variable.late;
      if (variable == result) {
        type = frameType(this.result);
      } else if (variable == thrown) {
        type = "java/lang/Throwable";
      }
      addTo(locals, variable, type);
    }
    frame(locals, true);
  }

  private void frame(List<Object> locals, boolean caught) {
    if ((version & 0xFFFF) >= Opcodes.V1_6) {
      Object[] stack = caught ? new Object[] {"java/lang/Throwable"} : new Object[0];
      mv.visitFrame(Opcodes.F_NEW, locals.size(), locals.toArray(), stack.length, stack);
    }
  }
}
