/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

/**
 * Copies a method's code, with other variables than its parameters moved up and something else in
 * the place of its returns. Every place of the old code is the label of that number in the new one.
 */
abstract class CodeCopy {
  private static final int ALOAD_3 = 45;
  private static final int ASTORE_3 = 78;
  private static final int IINC = 132;
  private static final int JSR = 168;
  private static final int RET = 169;
  private static final int TABLESWITCH = 170;
  private static final int LOOKUPSWITCH = 171;
  private static final int IRETURN = 172;
  private static final int RETURN = 177;
  private static final int WIDE = 196;
  private static final int IFNULL = 198;
  private static final int GOTO_W = 200;
  private static final int LSTORE = 55;
  private static final int DSTORE = 57;
  private static final int LLOAD = 22;
  private static final int DLOAD = 24;

  /** How long instructions are; 0 for those that differ. */
  private static final String LENGTHS =
      "1111111111111111" // nop to dconst_1
          + "23233" // bipush to ldc2_w
          + "22222" // loads
          + "1111111111111111111111111111" // loads by number, of arrays
          + "22222" // stores
          + "1111111111111111111111111111" // stores by number, to arrays
          + "111111111111111111111111111111111111111111111" // stack, arithmetic
          + "3" // iinc
          + "11111111111111111111" // conversions, comparisons
          + "3333333333333333" // jumps
          + "2" // ret
          + "00" // switches
          + "111111" // returns
          + "3333333" // fields, invocations
          + "55" // invokeinterface, invokedynamic
          + "323113311" // new to monitorexit
          + "0" // wide
          + "43355"; // multianewarray to jsr_w

  private final CodeWriter code;
  private final byte[] bytes;
  private final int begin;
  private final int length;
  private final int firstMoved;
  private final int by;
  private boolean overwritesThis;

  /**
   * Prepares to copy.
   *
   * @param firstMoved the first slot that moves
   * @param by how far
   */
  CodeCopy(CodeWriter code, byte[] bytes, int begin, int length, int firstMoved, int by) {
    this.code = code;
    this.bytes = bytes;
    this.begin = begin;
    this.length = length;
    this.firstMoved = firstMoved;
    this.by = by;
  }

  /** Writes what takes the place of a return. */
  abstract void returned(int opcode);

  /** Copies all of it. */
  final void copy() {
    int at = 0;
    while (at < length) {
      code.place(at);
      at = instruction(at);
    }
    code.place(length);
  }

  /** Copies an instruction; gives the place of the next. */
  private int instruction(int at) {
    int from = begin + at;
    int opcode = bytes[from] & 0xFF;
    int size = LENGTHS.charAt(opcode) - '0';
    if (opcode >= IRETURN && opcode <= RETURN) {
      returned(opcode);
    } else if (opcode >= CodeWriter.ILOAD && opcode <= CodeWriter.ALOAD
        || opcode >= CodeWriter.ISTORE && opcode <= CodeWriter.ASTORE
        || opcode == RET) {
      code.variable(opcode, moved(opcode, bytes[from + 1] & 0xFF));
    } else if (opcode > CodeWriter.ALOAD && opcode <= ALOAD_3) {
      variable(CodeWriter.ILOAD, opcode - CodeWriter.ALOAD - 1);
    } else if (opcode > CodeWriter.ASTORE && opcode <= ASTORE_3) {
      variable(CodeWriter.ISTORE, opcode - CodeWriter.ASTORE - 1);
    } else if (opcode == IINC) {
      code.increment(moved(opcode, bytes[from + 1] & 0xFF), bytes[from + 2]);
    } else if (opcode > 152 && opcode <= JSR || opcode == IFNULL || opcode == IFNULL + 1) {
      code.jump(opcode, at + (short) Bytes.two(bytes, from + 1));
    } else if (opcode == GOTO_W || opcode == GOTO_W + 1) {
      int here = code.size();
      code.instruction(opcode);
      code.target(here, at + Bytes.four(bytes, from + 1));
    } else if (opcode == TABLESWITCH || opcode == LOOKUPSWITCH) {
      return choice(opcode, at);
    } else if (opcode == WIDE) {
      return wide(at);
    } else {
      code.copy(bytes, from, from + size);
    }
    return at + size;
  }

  /** One of the short instructions, four for each type. */
  private void variable(int first, int number) {
    int opcode = first + number / 4;
    code.variable(opcode, moved(opcode, number % 4));
  }

  private int wide(int at) {
    int from = begin + at;
    int opcode = bytes[from + 1] & 0xFF;
    int slot = moved(opcode, Bytes.two(bytes, from + 2));
    if (opcode == IINC) {
      code.increment(slot, (short) Bytes.two(bytes, from + 4));
      return at + 6;
    }
    code.variable(opcode, slot);
    return at + 4;
  }

  private int choice(int opcode, int at) {
    int from = begin + (at + 4 & ~3);
    int here = code.size();
    code.instruction(opcode);
    while (code.size() % 4 != 0) {
      code.instruction(0);
    }
    code.target(here, at + Bytes.four(bytes, from));
    int first = Bytes.four(bytes, from + 4);
    code.four(first);
    from += 8;
    int targets = first;
    if (opcode == TABLESWITCH) {
      int last = Bytes.four(bytes, from);
      code.four(last);
      from += 4;
      targets = last - first + 1;
    }
    for (int i = 0; i < targets; i++) {
      if (opcode == LOOKUPSWITCH) {
        code.four(Bytes.four(bytes, from));
        from += 4;
      }
      code.target(here, at + Bytes.four(bytes, from));
      from += 4;
    }
    return from - begin;
  }

  /** Whether the code copied so far writes to slot 0. */
  final boolean overwritesThis() {
    return overwritesThis;
  }

  private int moved(int opcode, int slot) {
    overwritesThis |= slot == 0 && opcode >= CodeWriter.ISTORE && opcode <= CodeWriter.ASTORE;
    boolean twoSlots = opcode == LLOAD || opcode == DLOAD || opcode == LSTORE || opcode == DSTORE;
    if (twoSlots && slot == firstMoved - 1) {
      throw new UnweavableException("a variable lies across the end of the parameters");
    }
    return slot < firstMoved ? slot : slot + by;
  }
}
