/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the bytes of rules: of ordinary files only, and never more than 256 KiB. */
final class RuleFile {
  private static final int MOST_BYTES = 256 * 1024;

  private RuleFile() {}

  /** A user's file as a tree; null, with a problem reported, when it cannot be read. */
  static @Nullable Node read(File file, Problems problems) {
    if (!file.isFile()) {
      problems.error(
          0, 0, file.exists() ? "not an ordinary file" : "there is no file '" + file + "'");
      return null;
    }
    byte[] bytes;
    try (InputStream in = new FileInputStream(file)) {
      bytes = read(in);
    } catch (IOException e) {
      problems.error(0, 0, "cannot be read: " + e.getMessage());
      return null;
    }
    if (bytes.length > MOST_BYTES) {
      problems.error(0, 0, "larger than 256 KiB");
      return null;
    }
    try {
      String yaml = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return YamlReader.read(yaml, problems);
    } catch (CharacterCodingException e) {
      problems.error(0, 0, "not UTF-8");
      return null;
    }
  }

  /** Whether a file has a text of ASCII letters in it; not when it cannot be read. */
  static boolean mentions(File file, String text) {
    if (!file.isFile()) {
      return false;
    }
    try (InputStream in = new FileInputStream(file)) {
      return new String(read(in), StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      return false;
    }
  }

  /** Reads a stream to its end, or one byte more than a rule file may have. */
  static byte[] read(InputStream in) throws IOException {
    byte[] bytes = new byte[8 * 1024];
    int length = 0;
    while (length <= MOST_BYTES) {
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.min(2 * length, MOST_BYTES + 1));
      }
      int read = in.read(bytes, length, bytes.length - length);
      if (read < 0) {
        break;
      }
      length += read;
    }
    return Arrays.copyOf(bytes, length);
  }
}
