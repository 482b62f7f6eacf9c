/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Takes methods out of a class file and puts them back when they are woven. What is woven refers to
 * the class's constants by their old numbers or to new ones behind them, so that nothing else of
 * the class need be read.
 */
final class MethodSplice {
  private static final String BOOTSTRAP_METHODS = "BootstrapMethods";
  private static final String SIGNATURE = "Signature";
  private static final int FLOAT = 4;
  private static final int DOUBLE = 6;
  private static final int DYNAMIC = 17;
  private static final int INVOKE_DYNAMIC = 18;

  private final ByteArrayOutputStream out;

  private MethodSplice(int size) {
    out = new ByteArrayOutputStream(size);
  }

  /**
   * A class file that has nothing but constants: as many as another, so that what is written after
   * it numbers its own from there. They are such that no compiler makes, and cost little to read:
   * various numbers that are none.
   *
   * @param constants how many, the unused one with number 0 included
   */
  static byte[] blank(int constants) {
    MethodSplice blank = new MethodSplice(24 + constants * 5);
    blank.number(0xCAFE);
    blank.number(0xBABE);
    blank.number(0);
    blank.number(52);
    blank.number(constants);
    int at = 1;
    if (constants % 2 == 0) {
      blank.out.write(FLOAT);
      blank.number(0x7FBA);
      blank.number(0xD0B5);
      at++;
    }
    for (; at < constants; at += 2) {
      blank.out.write(DOUBLE);
      blank.number(0x7FF4);
      blank.number(0x6F62);
      blank.number(0x7300);
      blank.number(at);
    }
    for (int i = 0; i < 7; i++) {
      blank.number(0);
    }
    return blank.out.toByteArray();
  }

  /** The class with no more than its constants and those of its methods that something is for. */
  static byte[] take(ClassFile file, @Nullable Object[] wanted) {
    MethodSplice taken = new MethodSplice(file.bytes.length);
    taken.copy(file, 0, file.header + 6);
    taken.number(0);
    taken.number(0);
    int count = 0;
    for (Object one : wanted) {
      count += one == null ? 0 : 1;
    }
    taken.number(count);
    int at = file.methods + 2;
    for (Object one : wanted) {
      int end = file.endOfMember(at);
      if (one != null) {
        taken.copy(file, at, end);
      }
      at = end;
    }
    int bootstrap = file.attribute(BOOTSTRAP_METHODS);
    taken.number(bootstrap < 0 ? 0 : 1);
    if (bootstrap >= 0) {
      taken.copy(file, bootstrap, file.endOfAttribute(bootstrap));
    }
    return taken.out.toByteArray();
  }

  /**
   * The class with the methods that were woven, and what came with them, in the place of its own.
   *
   * @param taken by method, in the order of the class file, whether it was taken; null for not
   * @param woven those methods first, in their order; its constants go on where the class's end
   * @param addedInterface the constant of an interface that the class is to have too; 0 for none
   * @param signature the constant of its new generic signature; 0 for none
   */
  static byte[] join(
      ClassFile before,
      @Nullable Object[] taken,
      ClassFile woven,
      int addedInterface,
      int signature) {
    MethodSplice all = new MethodSplice(before.bytes.length + woven.bytes.length);
    all.copy(before, 0, 8);
    all.number(woven.constantCount());
    all.copy(before, 10, before.header);
    all.constants(before, woven);
    all.header(before, addedInterface);
    all.fields(before, woven);
    all.methods(before, taken, woven);
    all.attributes(before, woven, signature);
    return all.out.toByteArray();
  }

  /** The new constants; those for invokedynamic count on from the class's own bootstrap methods. */
  private void constants(ClassFile before, ClassFile woven) {
    int bootstrap = before.attribute(BOOTSTRAP_METHODS);
    int known = bootstrap < 0 ? 0 : before.number(bootstrap + 6);
    for (int i = before.constantCount(); i < woven.constantCount(); i++) {
      int at = woven.constant(i);
      int end = woven.constant(i + 1);
      if (at < end && (woven.bytes[at] == DYNAMIC || woven.bytes[at] == INVOKE_DYNAMIC)) {
        out.write(woven.bytes[at]);
        number(woven.number(at + 1) + known);
        at += 3;
      }
      copy(woven, at, end);
    }
  }

  private void header(ClassFile before, int addedInterface) {
    copy(before, before.header, before.header + 6);
    number(before.number(before.header + 6) + (addedInterface == 0 ? 0 : 1));
    copy(before, before.header + 8, before.fields);
    if (addedInterface != 0) {
      number(addedInterface);
    }
  }

  private void fields(ClassFile before, ClassFile woven) {
    number(before.number(before.fields) + woven.number(woven.fields));
    copy(before, before.fields + 2, before.methods);
    copy(woven, woven.fields + 2, woven.methods);
  }

  private void methods(ClassFile before, @Nullable Object[] taken, ClassFile woven) {
    int at = before.methods + 2;
    int next = woven.methods + 2;
    int added = woven.number(woven.methods);
    for (Object one : taken) {
      added -= one == null ? 0 : 1;
    }
    number(taken.length + added);
    for (Object one : taken) {
      int end = before.endOfMember(at);
      if (one == null) {
        copy(before, at, end);
      } else {
        int wovenEnd = woven.endOfMember(next);
        copy(woven, next, wovenEnd);
        next = wovenEnd;
      }
      at = end;
    }
    copy(woven, next, woven.attributes);
  }

  private void attributes(ClassFile before, ClassFile woven, int signature) {
    int bootstrap = before.attribute(BOOTSTRAP_METHODS);
    int more = woven.attribute(BOOTSTRAP_METHODS);
    int replaced = signature == 0 ? -1 : before.attribute(SIGNATURE);
    number(before.number(before.attributes) + (bootstrap < 0 && more >= 0 ? 1 : 0));
    int at = before.attributes + 2;
    for (int i = before.number(before.attributes); i > 0; i--) {
      int end = before.endOfAttribute(at);
      if (at == replaced) {
        copy(before, at, at + 6);
        number(signature);
      } else if (at == bootstrap && more >= 0) {
        copy(before, at, at + 2);
        int moreEnd = woven.endOfAttribute(more);
        int length = end - (at + 6) + moreEnd - (more + 8);
        number(length >>> 16);
        number(length);
        number(before.number(at + 6) + woven.number(more + 6));
        copy(before, at + 8, end);
        copy(woven, more + 8, moreEnd);
      } else {
        copy(before, at, end);
      }
      at = end;
    }
    if (bootstrap < 0 && more >= 0) {
      copy(woven, more, woven.endOfAttribute(more));
    }
  }

  private void copy(ClassFile file, int from, int to) {
    out.write(file.bytes, from, to - from);
  }

  private void number(int number) {
    out.write(number >>> 8);
    out.write(number);
  }
}
