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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user's rule file as it was read: ordinary files only, and never more than 256 KiB. Immutable.
 */
final class RuleFile {
  private static final int MOST_BYTES = 256 * 1024;

  final File file;
  final byte[] bytes;

  /** Why it could not be read; null when it could. */
  private final @Nullable String fault;

  private RuleFile(File file, byte[] bytes, @Nullable String fault) {
    this.file = file;
    this.bytes = bytes;
    this.fault = fault;
  }

  /** Reads a file. */
  static RuleFile of(File file) {
    if (!file.isFile()) {
      return faulty(
          file, file.exists() ? "not an ordinary file" : "there is no file '" + file + "'");
    }
    try (InputStream in = new FileInputStream(file)) {
      byte[] bytes = read(in);
      return bytes.length > MOST_BYTES
          ? faulty(file, "larger than 256 KiB")
          : new RuleFile(file, bytes, null);
    } catch (IOException e) {
      return faulty(file, "cannot be read: " + e.getMessage());
    }
  }

  private static RuleFile faulty(File file, String fault) {
    return new RuleFile(file, new byte[0], fault);
  }

  /** Reads some files. */
  static List<RuleFile> all(List<File> files) {
    List<RuleFile> all = new ArrayList<>(files.size());
    for (File file : files) {
      all.add(of(file));
    }
    return all;
  }

  /** A file as a tree; see {@link #tree}. */
  static @Nullable Node read(File file, Problems problems) {
    return of(file).tree(problems);
  }

  /** What it says as a tree; null, with a problem reported, when it could not be read. */
  @Nullable Node tree(Problems problems) {
    if (fault != null) {
      problems.error(0, 0, fault);
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

  /** Whether it may name methods of the application, going by the words alone. */
  boolean mayNameMethods() {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return text.contains("method ") || text.contains("params.");
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
