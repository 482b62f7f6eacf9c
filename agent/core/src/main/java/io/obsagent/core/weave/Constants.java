/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import java.util.HashMap;
import java.util.Map;

/**
 * The constants of a class file and those that weaving adds to them, which are numbered from where
 * the class's own end. For one thread.
 */
final class Constants {
  private static final int UTF8 = 1;
  private static final int INTEGER = 3;
  private static final int CLASS = 7;
  private static final int STRING = 8;
  private static final int FIELD = 9;
  private static final int METHOD = 10;
  private static final int NAME_AND_TYPE = 12;
  private static final int METHOD_HANDLE = 15;
  private static final int INVOKE_DYNAMIC = 18;
  private static final int INVOKE_STATIC = 6;
  private static final int MOST = 0xFFFF;

  private final ClassFile file;
  private final int bootstrapMethods;
  private final Map<String, Integer> known = new HashMap<>();
  private final Bytes added = new Bytes(512);
  private final Bytes addedBootstrapMethods = new Bytes(64);
  private int count;
  private int addedBootstrapMethodCount;

  Constants(ClassFile file) {
    this.file = file;
    this.count = file.constantCount();
    int attribute = file.attribute(ClassFile.BOOTSTRAP_METHODS);
    this.bootstrapMethods = attribute < 0 ? 0 : file.number(attribute + 6);
  }

  /** How many there are, the unused one with number 0 included. */
  int count() {
    return count;
  }

  /** Those that were added. */
  Bytes added() {
    return added;
  }

  /** The bootstrap methods that were added, as they are in the attribute of that name. */
  Bytes addedBootstrapMethods() {
    return addedBootstrapMethods;
  }

  int addedBootstrapMethodCount() {
    return addedBootstrapMethodCount;
  }

  /** Whether a constant is a text of letters of ASCII. */
  boolean is(int index, String text) {
    if (index < file.constantCount()) {
      return file.is(index, text);
    }
    Integer own = known.get(key(UTF8, text));
    return own != null && own == index;
  }

  int text(String text) {
    Integer index = known.get(key(UTF8, text));
    if (index != null) {
      return index;
    }
    int begin = added.size();
    added.one(UTF8).two(0);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 0 && c < 0x80) {
        added.one(c);
      } else if (c < 0x800) {
        added.one(0xC0 | c >> 6).one(0x80 | (c & 0x3F));
      } else {
        added.one(0xE0 | c >> 12).one(0x80 | (c >> 6 & 0x3F)).one(0x80 | (c & 0x3F));
      }
    }
    added.setTwo(begin + 1, added.size() - begin - 3);
    return number(key(UTF8, text));
  }

  /** A class by its internal name, or an array class by its descriptor. */
  int type(String name) {
    return ofText(CLASS, name);
  }

  int string(String text) {
    return ofText(STRING, text);
  }

  private int ofText(int tag, String text) {
    String key = key(tag, text);
    Integer index = known.get(key);
    if (index != null) {
      return index;
    }
    int content = text(text);
    added.one(tag).two(content);
    return number(key);
  }

  int integer(int value) {
    String key = key(INTEGER, String.valueOf(value));
    Integer index = known.get(key);
    if (index != null) {
      return index;
    }
    added.one(INTEGER).four(value);
    return number(key);
  }

  int field(int type, String name, String descriptor) {
    return pair(FIELD, type, nameAndType(name, descriptor));
  }

  int method(String owner, String name, String descriptor) {
    return pair(METHOD, type(owner), nameAndType(name, descriptor));
  }

  private int nameAndType(String name, String descriptor) {
    return pair(NAME_AND_TYPE, text(name), text(descriptor));
  }

  /** A call site that a static method links, which is told the name of a class. */
  int callSite(
      String linkOwner,
      String linkName,
      String linkDescriptor,
      String told,
      String name,
      String descriptor) {
    String key = key(METHOD_HANDLE, told);
    Integer bootstrap = known.get(key);
    if (bootstrap == null) {
      int link = method(linkOwner, linkName, linkDescriptor);
      String handleKey = key(METHOD_HANDLE, "");
      Integer handle = known.get(handleKey);
      if (handle == null) {
        added.one(METHOD_HANDLE).one(INVOKE_STATIC).two(link);
        handle = number(handleKey);
      }
      int argument = string(told);
      addedBootstrapMethods.two(handle).two(1).two(argument);
      bootstrap = bootstrapMethods + addedBootstrapMethodCount++;
      known.put(key, bootstrap);
    }
    return pair(INVOKE_DYNAMIC, bootstrap, nameAndType(name, descriptor));
  }

  private int pair(int tag, int first, int second) {
    String key = key(tag, first + " " + second);
    Integer index = known.get(key);
    if (index != null) {
      return index;
    }
    added.one(tag).two(first).two(second);
    return number(key);
  }

  private int number(String key) {
    if (count == MOST) {
      throw new UnweavableException("it has too many constants");
    }
    known.put(key, count);
    return count++;
  }

  private static String key(int tag, String content) {
    return (char) tag + content;
  }
}
