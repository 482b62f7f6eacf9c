/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import org.jspecify.annotations.Nullable;

/**
 * Where the parts of a class file lie (Java Virtual Machine Specification, chapter 4); nothing of
 * it is decoded unless asked for. Immutable, as long as its bytes are left alone.
 */
final class ClassFile {
  static final int INTERFACE = 0x0200;

  static final String BOOTSTRAP_METHODS = "BootstrapMethods";
  static final String SIGNATURE = "Signature";

  private static final int UTF8 = 1;
  private static final int LONG = 5;
  private static final int DOUBLE = 6;
  private static final int CLASS = 7;
  private static final int STRING = 8;
  private static final int METHOD_HANDLE = 15;
  private static final int METHOD_TYPE = 16;
  private static final int MODULE = 19;
  private static final int PACKAGE = 20;

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
      switch (bytes[at]) {
        case UTF8:
          at += 3 + number(at + 1);
          break;
        case LONG:
        case DOUBLE:
          at += 9;
          i++;
          constants[i] = at;
          break;
        case CLASS:
        case STRING:
        case METHOD_TYPE:
        case MODULE:
        case PACKAGE:
          at += 3;
          break;
        case METHOD_HANDLE:
          at += 4;
          break;
        default:
          at += 5;
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
    int end = at + number(at - 2);
    char[] text = new char[end - at];
    int length = 0;
    while (at < end) {
      int first = bytes[at++];
      if (first >= 0) {
        text[length++] = (char) first;
      } else if ((first & 0xE0) == 0xC0) {
        text[length++] = (char) ((first & 0x1F) << 6 | (bytes[at++] & 0x3F));
      } else {
        text[length++] =
            (char) ((first & 0xF) << 12 | (bytes[at++] & 0x3F) << 6 | (bytes[at++] & 0x3F));
      }
    }
    return new String(text, 0, length);
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
