/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.dist.build;

import io.obsagent.bootstrap.Archive;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;

/** Writes what {@link Archive} reads. */
final class ArchiveWriter {
  private ArchiveWriter() {}

  static byte[] write(Map<String, byte[]> entries) throws IOException {
    TreeMap<Long, String> names = new TreeMap<>();
    for (String name : entries.keySet()) {
      String other = names.put(Archive.hash(name), name);
      if (other != null) {
        throw new IOException(name + " and " + other + " have one hash");
      }
    }
    ByteArrayOutputStream table = new ByteArrayOutputStream();
    DataOutputStream rows = new DataOutputStream(table);
    ByteArrayOutputStream contents = new ByteArrayOutputStream();
    byte[] dictionary = Dictionary.of(entries.values());
    rows.writeInt(names.size());
    rows.writeInt(dictionary.length);
    rows.write(dictionary);
    for (Map.Entry<Long, String> name : names.entrySet()) {
      byte[] content = entries.get(name.getValue());
      byte[] compressed = deflate(content, dictionary);
      rows.writeLong(name.getKey());
      rows.writeInt(contents.size());
      rows.writeInt(compressed.length);
      rows.writeInt(content.length);
      contents.write(compressed);
    }
    contents.writeTo(table);
    return table.toByteArray();
  }

  private static byte[] deflate(byte[] content, byte[] dictionary) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setDictionary(dictionary);
    deflater.setInput(content);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return out.toByteArray();
  }
}
