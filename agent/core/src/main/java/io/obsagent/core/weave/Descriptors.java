/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

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
}
