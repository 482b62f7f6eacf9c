/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.bootstrap;

import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The agent's own classes and resources, inside one stored entry of the agent's jar, so that the
 * jar itself stays small to open and holds nothing that another class loader could find. Layout, in
 * big-endian numbers: the count of entries; the length of what the compressor was told beforehand,
 * and that; for each entry the 64-bit hash of its name, ascending, its offset from the end of the
 * table, its compressed length and its length; then the contents, each deflated on its own.
 * Thread-safe.
 */
public final class Archive {
  /** The name of the jar entry. */
  public static final String ENTRY = "obs-agent.bin";

  /** Bytes of the table for one entry: hash, offset, compressed length, length. */
  public static final int ROW = 20;

  private final RandomAccessFile file;
  private final byte[] table;
  private final byte[] dictionary;
  private final long contents;
  private final Inflater inflater = new Inflater(true);

  private Archive(RandomAccessFile file, byte[] table, byte[] dictionary, long contents) {
    this.file = file;
    this.table = table;
    this.dictionary = dictionary;
    this.contents = contents;
  }

  /**
   * Opens the archive inside a jar.
   *
   * @throws IOException when the jar has none or is damaged
   */
  public static Archive open(File jar) throws IOException {
    RandomAccessFile file = new RandomAccessFile(jar, "r");
    try {
      long start = find(file);
      file.seek(start);
      int count = file.readInt();
      byte[] dictionary = new byte[file.readInt()];
      file.readFully(dictionary);
      byte[] table = new byte[Math.multiplyExact(count, ROW)];
      file.readFully(table);
      return new Archive(file, table, dictionary, start + 8 + dictionary.length + table.length);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw new IOException("damaged agent jar " + jar, e);
    }
  }

  /** The hash by which entries are found. */
  public static long hash(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
      hash ^= hash >>> 29;
    }
    return hash;
  }

  /** The content of an entry; null when there is none or it cannot be read. */
  public byte @Nullable [] find(String name) {
    int row = row(name);
    if (row < 0) {
      return null;
    }
    try {
      byte[] compressed = new byte[number(table, row + 12)];
      byte[] content = new byte[number(table, row + 16)];
      synchronized (inflater) {
        file.seek(contents + number(table, row + 8));
        file.readFully(compressed);
        inflater.reset();
        inflater.setDictionary(dictionary);
        inflater.setInput(compressed);
        int at = 0;
        while (at < content.length) {
          int read = inflater.inflate(content, at, content.length - at);
          if (read <= 0) {
            throw new EOFException(name);
          }
          at += read;
        }
      }
      return content;
    } catch (IOException | DataFormatException e) {
      return null;
    }
  }

  /** Where the entry's row begins; -1 when there is none. */
  private int row(String name) {
    long hash = hash(name);
    int low = 0;
    int high = table.length / ROW - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int at = middle * ROW;
      long found = (long) number(table, at) << 32 | number(table, at + 4) & 0xFFFFFFFFL;
      if (found < hash) {
        low = middle + 1;
      } else if (found > hash) {
        high = middle - 1;
      } else {
        return at;
      }
    }
    return -1;
  }

  /** The position of the stored entry's content, from the zip file's directory. */
  private static long find(RandomAccessFile file) throws IOException {
    byte[] end = new byte[22];
    file.seek(file.length() - end.length);
    file.readFully(end);
    if (little(end, 0, 4) != 0x06054b50) {
      throw new IOException("no end of directory");
    }
    byte[] directory = new byte[little(end, 12, 4)];
    file.seek(little(end, 16, 4));
    file.readFully(directory);
    int at = 0;
    while (at + 46 <= directory.length && little(directory, at, 4) == 0x02014b50) {
      int nameLength = little(directory, at + 28, 2);
      if (isEntry(directory, at + 46, nameLength) && little(directory, at + 10, 2) == 0) {
        long header = little(directory, at + 42, 4);
        byte[] lengths = new byte[4];
        file.seek(header + 26);
        file.readFully(lengths);
        return header + 30 + little(lengths, 0, 2) + little(lengths, 2, 2);
      }
      at += 46 + nameLength + little(directory, at + 30, 2) + little(directory, at + 32, 2);
    }
    throw new IOException("no stored entry " + ENTRY);
  }

  private static boolean isEntry(byte[] directory, int at, int length) {
    if (length != ENTRY.length()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (directory[at + i] != ENTRY.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int number(byte[] bytes, int at) {
    return bytes[at] << 24
        | (bytes[at + 1] & 0xFF) << 16
        | (bytes[at + 2] & 0xFF) << 8
        | (bytes[at + 3] & 0xFF);
  }

  private static int little(byte[] bytes, int at, int length) {
    int value = 0;
    for (int i = length - 1; i >= 0; i--) {
      value = value << 8 | (bytes[at + i] & 0xFF);
    }
    return value;
  }
}
