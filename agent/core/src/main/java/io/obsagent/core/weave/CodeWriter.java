/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes the code of a method: instructions, with labels for jumps, handlers and frames. Labels up
 * to the number given are for the caller to use as it likes. For one thread.
 */
final class CodeWriter {
  static final int LDC = 18;
  static final int ILOAD = 21;
  static final int ALOAD = 25;
  static final int ISTORE = 54;
  static final int ASTORE = 58;
  static final int GOTO = 167;

  /**
   * Verification types (Java Virtual Machine Specification, 4.7.4); the rest of an int is what the
   * last two refer to: a class constant, or a label.
   */
  static final int TOP = 0;

  static final int INTEGER = 1;
  static final int FLOAT = 2;
  static final int DOUBLE = 3;
  static final int LONG = 4;
  static final int UNINITIALIZED_THIS = 6;
  static final int OBJECT = 7;
  static final int UNINITIALIZED = 8;

  private static final int[] NOTHING = {};
  private static final int FULL_FRAME = 255;
  private static final int WIDE = 196;
  private static final int MOST = 0xFFFF;

  private final Bytes code;
  private int[] places;
  private int labels;

  /** In threes: where an instruction begins, where its jump's distance is, and the label. */
  private int[] shortJumps = new int[48];

  private int shortJumpCount;
  private int[] longJumps = new int[12];
  private int longJumpCount;
  private final List<Frame> frames = new ArrayList<>();

  private static final class Frame {
    final int label;
    final int[] locals;
    final int[] stack;

    Frame(int label, int[] locals, int[] stack) {
      this.label = label;
      this.locals = locals;
      this.stack = stack;
    }
  }

  CodeWriter(int expected, int labels) {
    this.code = new Bytes(expected);
    this.places = new int[labels + 32];
    this.labels = labels;
    Arrays.fill(places, -1);
  }

  int size() {
    return code.size();
  }

  /** A new label, which lies nowhere yet. */
  int label() {
    if (labels == places.length) {
      places = Arrays.copyOf(places, 2 * labels);
      Arrays.fill(places, labels, places.length, -1);
    }
    return labels++;
  }

  /** Puts a label here. */
  void place(int label) {
    places[label] = code.size();
  }

  /** Where a label is. */
  int placeOf(int label) {
    return places[label];
  }

  // ---- instructions ----

  void instruction(int opcode) {
    code.one(opcode);
  }

  void instruction(int opcode, int index) {
    code.one(opcode).two(index);
  }

  void copy(byte[] from, int begin, int end) {
    code.copy(from, begin, end);
  }

  /** A call site. */
  void invokeDynamic(int constant) {
    code.one(186).two(constant).two(0);
  }

  void constant(int index) {
    if (index < 256) {
      code.one(LDC).one(index);
    } else {
      code.one(LDC + 1).two(index);
    }
  }

  /**
   * A load, store or ret.
   *
   * @param opcode the one whose slot is an operand
   */
  void variable(int opcode, int slot) {
    if (slot < 4 && opcode <= ASTORE) {
      int first = opcode < ISTORE ? 26 + 4 * (opcode - ILOAD) : 59 + 4 * (opcode - ISTORE);
      code.one(first + slot);
    } else if (slot < 256) {
      code.one(opcode).one(slot);
    } else {
      code.one(WIDE).one(opcode).two(slot);
    }
  }

  void increment(int slot, int by) {
    if (slot < 256 && by == (byte) by) {
      code.one(132).one(slot).one(by);
    } else {
      code.one(WIDE).one(132).two(slot).two(by);
    }
  }

  void jump(int opcode, int label) {
    int begin = code.size();
    code.one(opcode);
    shortTarget(begin, label);
  }

  private void shortTarget(int begin, int label) {
    if (shortJumpCount + 3 > shortJumps.length) {
      shortJumps = Arrays.copyOf(shortJumps, 2 * shortJumps.length);
    }
    shortJumps[shortJumpCount++] = begin;
    shortJumps[shortJumpCount++] = code.size();
    shortJumps[shortJumpCount++] = label;
    code.two(0);
  }

  /** The four bytes of a distance from where an instruction begins. */
  void target(int begin, int label) {
    if (longJumpCount + 3 > longJumps.length) {
      longJumps = Arrays.copyOf(longJumps, 2 * longJumps.length);
    }
    longJumps[longJumpCount++] = begin;
    longJumps[longJumpCount++] = code.size();
    longJumps[longJumpCount++] = label;
    code.four(0);
  }

  void four(int number) {
    code.four(number);
  }

  // ---- frames ----

  /** A frame at a label; labels of frames come in the order in which they lie. */
  void frame(int label, int[] locals, int[] stack) {
    frames.add(new Frame(label, locals, stack));
  }

  /** A frame here, with one class on the stack, or with nothing when that is 0. */
  void frame(int[] locals, int stack) {
    int here = label();
    place(here);
    frame(here, locals, stack == 0 ? NOTHING : new int[] {stack});
  }

  boolean hasFrames() {
    return !frames.isEmpty();
  }

  /** Writes the attribute of frames, all of them whole. */
  void writeFrames(Bytes out, int name) {
    out.two(name);
    int begin = out.size();
    out.four(0).two(frames.size());
    int before = -1;
    for (Frame frame : frames) {
      int place = places[frame.label];
      out.one(FULL_FRAME).two(place - before - 1);
      before = place;
      write(out, frame.locals);
      write(out, frame.stack);
    }
    out.setFour(begin, out.size() - begin - 4);
  }

  private void write(Bytes out, int[] types) {
    out.two(types.length);
    for (int type : types) {
      int tag = type & 0xFF;
      out.one(tag);
      if (tag == OBJECT) {
        out.two(type >>> 8);
      } else if (tag == UNINITIALIZED) {
        out.two(places[type >>> 8]);
      }
    }
  }

  /**
   * The code, with all distances.
   *
   * @throws UnweavableException when it is too long
   */
  Bytes finished() {
    if (code.size() > MOST) {
      throw new UnweavableException("a method gets too long");
    }
    for (int i = 0; i < shortJumpCount; i += 3) {
      int distance = places[shortJumps[i + 2]] - shortJumps[i];
      if (distance != (short) distance) {
        throw new UnweavableException("a jump gets too long");
      }
      code.setTwo(shortJumps[i + 1], distance);
    }
    for (int i = 0; i < longJumpCount; i += 3) {
      code.setFour(longJumps[i + 1], places[longJumps[i + 2]] - longJumps[i]);
    }
    return code;
  }

  /** The verification type of a class by its constant. */
  static int object(int constant) {
    return OBJECT | constant << 8;
  }
}
