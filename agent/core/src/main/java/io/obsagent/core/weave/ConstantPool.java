/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import java.nio.charset.StandardCharsets;
import java.util.Collection;

/**
 * Looks into class files for some method names, as a test that is far cheaper than reading the
 * class. Immutable.
 */
public final class ConstantPool {
  private final byte[][] names;

  /** A bit for each length that a name has, up to 63. */
  private long lengths;

  /** Whether a name begins with a byte. */
  private final boolean[] firsts = new boolean[256];

  /**
   * Makes a search.
   *
   * @param wanted the names to look for
   */
  public ConstantPool(Collection<String> wanted) {
    names = new byte[wanted.size()][];
    int count = 0;
    for (String name : wanted) {
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      names[count++] = bytes;
      lengths |= 1L << Math.min(bytes.length, 63);
      firsts[bytes[0] & 0xFF] = true;
    }
  }

  /**
   * Whether one of the names is among a class file's constants. Never throws: true for what is no
   * class file.
   */
  public boolean mentionedIn(byte[] classFile) {
    try {
      return search(classFile);
    } catch (ArrayIndexOutOfBoundsException e) {
      return true;
    }
  }

  /** Small, as it is compiled early in every application's life. */
  private boolean search(byte[] file) {
    int at = 10;
    for (int left = number(file, 8) - 1; left > 0; left--) {
      int tag = file[at];
      if (tag == ClassFile.UTF8) {
        int length = number(file, at + 1);
        if ((lengths >>> Math.min(length, 63) & 1) != 0 && isWanted(file, at + 3, length)) {
          return true;
        }
        at += 3 + length;
      } else {
        at += ClassFile.SIZES[tag];
        if (tag == ClassFile.LONG || tag == ClassFile.DOUBLE) {
          left--;
        }
      }
    }
    return false;
  }

  private boolean isWanted(byte[] file, int begin, int length) {
    if (length == 0 || !firsts[file[begin] & 0xFF]) {
      return false;
    }
    for (byte[] name : names) {
      if (name.length == length) {
        int i = 0;
        while (i < length && name[i] == file[begin + i]) {
          i++;
        }
        if (i == length) {
          return true;
        }
      }
    }
    return false;
  }

  private static int number(byte[] file, int at) {
    return (file[at] & 0xFF) << 8 | (file[at + 1] & 0xFF);
  }
}
