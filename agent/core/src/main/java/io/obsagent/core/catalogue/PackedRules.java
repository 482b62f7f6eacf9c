/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A built-in catalogue as the agent's jar holds it: made of its YAML when the jar is packed, so
 * that a start loads and runs no reader of YAML.
 */
public final class PackedRules {
  private static final int TEXT = 0;
  private static final int QUOTED_TEXT = 1;
  private static final int ITEMS = 2;
  private static final int FIELDS = 3;

  private PackedRules() {}

  /**
   * Packs a catalogue.
   *
   * @param name of the file, for messages
   * @throws IOException when it is no such YAML
   */
  public static byte[] pack(String name, byte[] yaml) throws IOException {
    Problems problems = new Problems(name);
    Node root = YamlReader.read(new String(yaml, StandardCharsets.UTF_8), problems);
    List<String> lines = new ArrayList<>();
    problems.addLines(lines);
    if (root == null || !lines.isEmpty()) {
      throw new IOException(lines.isEmpty() ? name + " is empty" : lines.get(0));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    write(root, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static void write(Node node, DataOutputStream out) throws IOException {
    if (node instanceof Node.Text) {
      Node.Text text = (Node.Text) node;
      out.writeByte(text.quoted ? QUOTED_TEXT : TEXT);
      out.writeUTF(text.text);
    } else if (node instanceof Node.Items) {
      List<Node> items = ((Node.Items) node).items;
      out.writeByte(ITEMS);
      out.writeShort(items.size());
      for (Node item : items) {
        write(item, out);
      }
    } else {
      Node.Fields fields = (Node.Fields) node;
      out.writeByte(FIELDS);
      out.writeShort(fields.keys.size());
      for (int i = 0; i < fields.keys.size(); i++) {
        write(fields.keys.get(i), out);
        write(fields.values.get(i), out);
      }
    }
  }

  /**
   * Unpacks a catalogue; its parts stand at line 0.
   *
   * @throws IOException when it cannot be read
   */
  static Node unpack(DataInputStream in) throws IOException {
    int kind = in.readByte();
    switch (kind) {
      case TEXT:
      case QUOTED_TEXT:
        return new Node.Text(0, 0, in.readUTF(), kind == QUOTED_TEXT);
      case ITEMS:
        Node.Items items = new Node.Items(0, 0);
        for (int i = in.readUnsignedShort(); i > 0; i--) {
          items.items.add(unpack(in));
        }
        return items;
      case FIELDS:
        Node.Fields fields = new Node.Fields(0, 0);
        for (int i = in.readUnsignedShort(); i > 0; i--) {
          fields.put((Node.Text) unpack(in), unpack(in));
        }
        return fields;
      default:
        throw new IOException("not packed rules");
    }
  }
}
