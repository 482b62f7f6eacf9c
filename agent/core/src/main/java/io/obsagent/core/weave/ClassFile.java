/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of a class file lie (Java Virtual Machine Specification, chapter 4); nothing of
 * it is decoded unless asked for. Immutable, as long as its bytes are left alone.
 */
final class ClassFile {
  static final int INTERFACE = 0x0200;

  static final String BOOTSTRAP_METHODS = "BootstrapMethods";
  static final String SIGNATURE = "Signature";
  static final String NEST_HOST = "NestHost";

  static final int UTF8 = 1;
  static final int LONG = 5;
  static final int DOUBLE = 6;

  /** By tag, how long a constant is; of a text without its letters. */
  static final byte[] SIZES = {0, 3, 0, 5, 5, 9, 9, 3, 3, 5, 5, 5, 5, 0, 0, 4, 3, 5, 5, 3, 3};

  final byte[] bytes;

  /** Where each constant begins, by its number; one more for where they end. */
  private final int[] constants;

  /** Where the access flags are, behind the constants. */
  final int header;

  /** Where the number of fields is. */
  final int fields;

  /** Where the number of methods is. */
  final int methods;

  /** Where the number of the class's attributes is. */
  final int attributes;

  /**
   * Looks through a class file.
   *
   * @throws ArrayIndexOutOfBoundsException when it is none
   */
  ClassFile(byte[] bytes) {
    this.bytes = bytes;
    constants = new int[number(8) + 1];
    header = endOfConstants();
    fields = header + 8 + 2 * number(header + 6);
    methods = endOfMembers(fields);
    attributes = endOfMembers(methods);
  }

  private int endOfConstants() {
    int at = 10;
    int count = constants.length - 1;
    for (int i = 1; i < count; i++) {
      constants[i] = at;
      int tag = bytes[at];
      at += SIZES[tag] + (tag == UTF8 ? number(at + 1) : 0);
      if (tag == LONG || tag == DOUBLE) {
        constants[++i] = at;
      }
    }
    constants[count] = at;
    return at;
  }

  private int endOfMembers(int count) {
    int at = count + 2;
    for (int i = number(count); i > 0; i--) {
      at = endOfMember(at);
    }
    return at;
  }

  /** Where a field or method ends that begins there. */
  int endOfMember(int at) {
    int end = at + 8;
    for (int i = number(at + 6); i > 0; i--) {
      end = endOfAttribute(end);
    }
    return end;
  }

  /** Where an attribute ends that begins there. */
  int endOfAttribute(int at) {
    return at + 6 + Bytes.four(bytes, at + 2);
  }

  /** Where the class's attribute of a name begins; -1 when it has none. */
  int attribute(String name) {
    int at = attributes + 2;
    for (int i = number(attributes); i > 0; i--) {
      if (is(number(at), name)) {
        return at;
      }
      at = endOfAttribute(at);
    }
    return -1;
  }

  int access() {
    return number(header);
  }

  /** The class's internal name. */
  String name() {
    return className(number(header + 2));
  }

  /** The internal name of the class's superclass; null for Object alone. */
  @Nullable String superName() {
    int superClass = number(header + 4);
    return superClass == 0 ? null : className(superClass);
  }

  /** The internal names of the interfaces that it names. */
  String[] interfaces() {
    String[] names = new String[number(header + 6)];
    for (int i = 0; i < names.length; i++) {
      names[i] = className(number(header + 8 + 2 * i));
    }
    return names;
  }

  /** The class's generic signature; null when it has none. */
  @Nullable String signature() {
    int at = attribute(SIGNATURE);
    return at < 0 ? null : text(number(at + 6));
  }

  /** The internal name of the host of the nest that the class belongs to; null for its own. */
  @Nullable String nestHost() {
    int at = attribute(NEST_HOST);
    return at < 0 ? null : className(number(at + 6));
  }

  private String className(int constant) {
    return text(number(constants[constant] + 1));
  }

  /** How many constants there are, the unused one with number 0 included. */
  int constantCount() {
    return constants.length - 1;
  }

  /** Where a constant begins; for the number of all constants, where they end. */
  int constant(int index) {
    return constants[index];
  }

  /** The text of a constant. */
  String text(int index) {
    int at = constants[index] + 3;
    int length = number(at - 2);
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    return text.indexOf('\uFFFD') < 0 ? text : modified(at, at + length);
  }

  /** A text with a character that class files write in a way of their own. */
  private String modified(int begin, int end) {
    int at = begin;
    StringBuilder text = new StringBuilder(end - begin);
    while (at < end) {
      int first = bytes[at++];
      if (first >= 0) {
        text.append((char) first);
      } else if ((first & 0xE0) == 0xC0) {
        text.append((char) ((first & 0x1F) << 6 | (bytes[at++] & 0x3F)));
      } else {
        int second = bytes[at++] & 0x3F;
        text.append((char) ((first & 0xF) << 12 | second << 6 | (bytes[at++] & 0x3F)));
      }
    }
    return text.toString();
  }

  /** The value of a constant that is an int. */
  int integer(int index) {
    return Bytes.four(bytes, constants[index] + 1);
  }

  /** Whether a constant is a text of letters of ASCII. */
  boolean is(int index, String text) {
    int at = constants[index] + 3;
    if (number(at - 2) != text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (bytes[at + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The two bytes at a place, as a number without a sign. */
  int number(int at) {
    return Bytes.two(bytes, at);
  }
}
