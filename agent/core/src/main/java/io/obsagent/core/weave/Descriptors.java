/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import java.util.ArrayList;
import java.util.List;

/** Reads type descriptors where they stand. */
final class Descriptors {
  private Descriptors() {}

  /** The index behind the type that begins at an index. */
  static int end(String descriptor, int begin) {
    int at = begin;
    while (descriptor.charAt(at) == '[') {
      at++;
    }
    return descriptor.charAt(at) == 'L' ? descriptor.indexOf(';', at) + 1 : at + 1;
  }

  /**
   * Whether the type between two indexes is the one named as in source, with {@code $} before
   * nested names.
   */
  static boolean is(String descriptor, int begin, int end, String type) {
    int at = begin;
    int length = type.length();
    while (length > 2 && type.charAt(length - 1) == ']') {
      if (descriptor.charAt(at) != '[') {
        return false;
      }
      at++;
      length -= 2;
    }
    char first = descriptor.charAt(at);
    if (first != 'L') {
      return first != '['
          && primitive(first).length() == length
          && type.startsWith(primitive(first));
    }
    if (end - at - 2 != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char wanted = type.charAt(i);
      if (descriptor.charAt(at + 1 + i) != (wanted == '.' ? '/' : wanted)) {
        return false;
      }
    }
    return true;
  }

  private static String primitive(char descriptor) {
    switch (descriptor) {
      case 'Z':
        return "boolean";
      case 'B':
        return "byte";
      case 'C':
        return "char";
      case 'S':
        return "short";
      case 'I':
        return "int";
      case 'J':
        return "long";
      case 'F':
        return "float";
      case 'D':
        return "double";
      default:
        return "void";
    }
  }

  // ---- types as descriptors ----

  /** The types of a method's parameters. */
  static String[] parameters(String method) {
    List<String> types = new ArrayList<>();
    int at = 1;
    while (method.charAt(at) != ')') {
      int end = end(method, at);
      types.add(method.substring(at, end));
      at = end;
    }
    return types.toArray(new String[0]);
  }

  /** The type of a method's result; {@code V} for none. */
  static String result(String method) {
    return method.substring(method.indexOf(')') + 1);
  }

  /** Whether it is no class and no array; void is primitive. */
  static boolean isPrimitive(String type) {
    return type.length() == 1;
  }

  /** How many slots a value takes: 0 for void, 2 for long and double. */
  static int size(String type) {
    switch (type.charAt(0)) {
      case 'V':
        return 0;
      case 'J':
      case 'D':
        return 2;
      default:
        return 1;
    }
  }

  /** What to add to the instruction for an int to have that for a value of the type. */
  static int instruction(String type) {
    switch (type.charAt(0)) {
      case 'J':
        return 1;
      case 'F':
        return 2;
      case 'D':
        return 3;
      case 'L':
      case '[':
        return 4;
      case 'V':
        return 5;
      default:
        return 0;
    }
  }

  /** The name of a class or array type as constants of classes have it. */
  static String internalName(String type) {
    return type.charAt(0) == 'L' ? type.substring(1, type.length() - 1) : type;
  }
}
