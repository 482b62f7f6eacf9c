/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.dist.build;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassReader;

/**
 * What a compressor is told beforehand, so that each of many small class files need not hold anew
 * what most have: their most frequent texts, as they lie in a class file.
 */
final class Dictionary {
  /** As far as deflate looks back. */
  private static final int LARGEST = 32 * 1024;

  private static final int MAGIC = 0xCAFEBABE;
  private static final int UTF8 = 1;

  private Dictionary() {}

  /** The dictionary for contents of which some are class files; the most frequent comes last. */
  static byte[] of(Collection<byte[]> contents) {
    Map<String, Integer> counts = new HashMap<>();
    for (byte[] content : contents) {
      for (String text : texts(content)) {
        counts.merge(text, 1, Integer::sum);
      }
    }
    List<Map.Entry<String, Integer>> ranked = new ArrayList<>(counts.entrySet());
    ranked.sort(
        Comparator.<Map.Entry<String, Integer>>comparingLong(
                text -> -(long) text.getValue() * text.getKey().length())
            .thenComparing(Map.Entry::getKey));
    List<byte[]> chosen = new ArrayList<>();
    int size = 0;
    for (Map.Entry<String, Integer> text : ranked) {
      byte[] bytes = text.getKey().getBytes(StandardCharsets.ISO_8859_1);
      if (size + bytes.length <= LARGEST) {
        chosen.add(bytes);
        size += bytes.length;
      }
    }
    Collections.reverse(chosen);
    ByteArrayOutputStream dictionary = new ByteArrayOutputStream(size);
    for (byte[] bytes : chosen) {
      dictionary.write(bytes, 0, bytes.length);
    }
    return dictionary.toByteArray();
  }

  /** The texts among a class file's constants, with their tag and length; bytes as characters. */
  private static Set<String> texts(byte[] content) {
    Set<String> texts = new HashSet<>();
    if (content.length > 10 && ByteBuffer.wrap(content).getInt() == MAGIC) {
      ClassReader reader = new ClassReader(content);
      for (int i = 1; i < reader.getItemCount(); i++) {
        int at = reader.getItem(i);
        if (at > 0 && content[at - 1] == UTF8) {
          int length = 3 + reader.readUnsignedShort(at);
          texts.add(new String(content, at - 1, length, StandardCharsets.ISO_8859_1));
        }
      }
    }
    return texts;
  }
}
