/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.json;

import org.jspecify.annotations.Nullable;

/**
 * Reads values out of a JSON text: what is not asked for is skipped, and nothing behind the last
 * value asked for or behind a fault is looked at. Of members of the same name the first counts.
 */
public final class JsonFeed extends Feed {
  /** Stands for what was met and is no value. */
  private static final Object NONE = new Object();

  private static final int MAX_CHARACTERS = 1024;
  private static final int MAX_NAME = 256;
  private static final int MAX_DIGITS = 64;

  private enum State {
    /** Before a value. */
    VALUE,
    /** Before a member's name. */
    NAME,
    /** Before the colon behind it. */
    COLON,
    /** Behind a value. */
    NEXT,
    /** In a number or word. */
    LITERAL,
    /** In a string. */
    STRING,
    /** Behind a backslash. */
    ESCAPE,
    /** In the digits behind a backslash and a u. */
    HEXADECIMAL,
    /** In an object or array of which nothing is asked. */
    SKIPPED,
    /** In a string there. */
    SKIPPED_STRING,
    /** Behind a backslash in that. */
    SKIPPED_ESCAPE,
    /** Nothing is looked at any more. */
    DONE
  }

  private final @Nullable Object[] values;
  private final JsonTree.@Nullable Node[] nodes;
  private final boolean[] arrays;
  private final int[] counts;
  private final StringBuilder text = new StringBuilder();
  private State state = State.VALUE;
  private int depth;
  private int skipped;
  private int missing;

  /** What is asked of the value that is next or being read; null when nothing is. */
  private JsonTree.@Nullable Node target;

  private boolean inName;
  private boolean kept;
  private int code;
  private int more;

  /** Begins a text of which {@link #MAX_BYTES} are looked at. */
  public JsonFeed(JsonTree tree) {
    this(tree, MAX_BYTES);
  }

  /**
   * Begins a text.
   *
   * @param mostBytes how many bytes are looked at
   */
  public JsonFeed(JsonTree tree, int mostBytes) {
    super(mostBytes);
    values = new Object[tree.count()];
    nodes = new JsonTree.Node[tree.depth];
    arrays = new boolean[tree.depth];
    counts = new int[tree.depth];
    missing = tree.count();
    target = tree.root;
  }

  @Override
  public @Nullable Object value(int index) {
    Object value = values[index];
    return value == NONE ? null : value;
  }

  @Override
  public boolean wantsMore() {
    return state != State.DONE;
  }

  @Override
  public void stop() {
    state = State.DONE;
  }

  @Override
  protected int skip(byte[] bytes, int from, int end) {
    if (state != State.SKIPPED_STRING && (state != State.STRING || kept)) {
      return 0;
    }
    more = 0;
    int next = from;
    while (next < end && bytes[next] != '"' && bytes[next] != '\\') {
      next++;
    }
    return next - from;
  }

  @Override
  protected void read(byte next) {
    switch (state) {
      case STRING:
        string(next);
        break;
      case ESCAPE:
        escaped(next);
        break;
      case HEXADECIMAL:
        hexadecimal(next);
        break;
      case LITERAL:
        if (isLiteral(next)) {
          keep((char) next, MAX_DIGITS + 1);
        } else {
          endLiteral();
          structure(next);
        }
        break;
      case SKIPPED:
        skip(next);
        break;
      case SKIPPED_STRING:
        if (next == '"') {
          state = State.SKIPPED;
        } else if (next == '\\') {
          state = State.SKIPPED_ESCAPE;
        }
        break;
      case SKIPPED_ESCAPE:
        state = State.SKIPPED_STRING;
        break;
      default:
        structure(next);
    }
  }

  // ---- structure ----

  private void structure(byte next) {
    switch (next) {
      case ' ':
      case '\n':
      case '\r':
      case '\t':
        break;
      case '"':
        quote();
        break;
      case '{':
      case '[':
        open(next == '[');
        break;
      case '}':
      case ']':
        close(next == ']');
        break;
      case ',':
        comma();
        break;
      case ':':
        state = state == State.COLON ? State.VALUE : State.DONE;
        break;
      default:
        if (state == State.VALUE && isLiteral(next)) {
          text.setLength(0);
          text.append((char) next);
          state = State.LITERAL;
        } else if (seen() > 3 || next >= 0) {
          state = State.DONE;
        }
    }
  }

  private void quote() {
    if (state != State.VALUE && state != State.NAME) {
      state = State.DONE;
      return;
    }
    inName = state == State.NAME;
    kept = inName ? top().children != null : target != null && target.isText();
    text.setLength(0);
    more = 0;
    state = State.STRING;
  }

  private JsonTree.Node top() {
    JsonTree.Node top = nodes[depth - 1];
    if (top == null) {
      throw new IllegalStateException();
    }
    return top;
  }

  private void open(boolean array) {
    JsonTree.Node node = target;
    if (state != State.VALUE) {
      state = State.DONE;
      return;
    }
    if (node != null) {
      put(node.index, null);
    }
    if (node == null || node.isLeaf() || depth == nodes.length) {
      skipped = 1;
      state = State.SKIPPED;
    } else {
      nodes[depth] = node;
      arrays[depth] = array;
      counts[depth] = 0;
      depth++;
      target = array ? node.child(0) : null;
      state = array ? State.VALUE : State.NAME;
    }
  }

  private void close(boolean array) {
    boolean empty = depth > 0 && counts[depth - 1] == 0 && state != State.COLON;
    if (depth == 0 || arrays[depth - 1] != array || !(state == State.NEXT || empty)) {
      state = State.DONE;
      return;
    }
    depth--;
    JsonTree.Node node = nodes[depth];
    if (node != null) {
      put(node.sizeIndex, (long) counts[depth]);
    }
    ended();
  }

  private void comma() {
    if (state != State.NEXT) {
      state = State.DONE;
    } else if (arrays[depth - 1]) {
      target = top().child(counts[depth - 1]);
      state = State.VALUE;
    } else {
      state = State.NAME;
    }
  }

  private void skip(byte next) {
    switch (next) {
      case '"':
        state = State.SKIPPED_STRING;
        break;
      case '{':
      case '[':
        skipped++;
        break;
      case '}':
      case ']':
        skipped--;
        if (skipped == 0) {
          ended();
        }
        break;
      default:
    }
  }

  /** A value has ended. */
  private void ended() {
    target = null;
    if (depth == 0 || missing == 0) {
      state = State.DONE;
    } else {
      counts[depth - 1]++;
      state = State.NEXT;
    }
  }

  private void put(int index, @Nullable Object value) {
    if (index >= 0 && values[index] == null) {
      values[index] = value == null ? NONE : value;
      missing--;
    }
  }

  // ---- strings ----

  private void string(byte next) {
    if (more > 0) {
      if ((next & 0xC0) == 0x80) {
        code = (code << 6) | (next & 0x3F);
        more--;
        if (more == 0) {
          decoded();
        }
        return;
      }
      more = 0;
      keep('\uFFFD');
    }
    if (next == '"') {
      endString();
    } else if (next == '\\') {
      state = State.ESCAPE;
    } else if (next >= 0) {
      keep((char) next);
    } else {
      begin(next);
    }
  }

  /** A character of more than one byte begins. */
  private void begin(byte first) {
    if ((first & 0xC0) == 0x80 || (first & 0xF8) == 0xF8) {
      keep('\uFFFD');
      return;
    }
    more = (first & 0xE0) == 0xC0 ? 1 : (first & 0xF0) == 0xE0 ? 2 : 3;
    code = first & (0x3F >> more);
  }

  private void decoded() {
    if (code < 0x10000) {
      keep((char) code);
    } else if (code > Character.MAX_CODE_POINT) {
      keep('\uFFFD');
    } else {
      keep(Character.highSurrogate(code));
      keep(Character.lowSurrogate(code));
    }
  }

  private void escaped(byte next) {
    state = State.STRING;
    switch (next) {
      case 'b':
        keep('\b');
        break;
      case 'f':
        keep('\f');
        break;
      case 'n':
        keep('\n');
        break;
      case 'r':
        keep('\r');
        break;
      case 't':
        keep('\t');
        break;
      case 'u':
        code = 0;
        more = 4;
        state = State.HEXADECIMAL;
        break;
      default:
        if (next >= 0) {
          keep((char) next);
        } else {
          begin(next);
        }
    }
  }

  private void hexadecimal(byte next) {
    int digit = Character.digit(next, 16);
    if (digit < 0) {
      state = State.DONE;
      return;
    }
    code = (code << 4) | digit;
    more--;
    if (more == 0) {
      keep((char) code);
      state = State.STRING;
    }
  }

  private void keep(char c) {
    keep(c, inName ? MAX_NAME : MAX_CHARACTERS);
  }

  private void keep(char c, int most) {
    if ((kept || state == State.LITERAL) && text.length() < most) {
      text.append(c);
    }
  }

  private void endString() {
    if (inName) {
      target = kept ? top().child(text) : null;
      state = State.COLON;
      return;
    }
    if (target != null && kept) {
      put(target.sizeIndex, (long) text.length());
      put(target.index, target.index < 0 ? null : text.toString());
    }
    ended();
  }

  // ---- numbers and words ----

  private static boolean isLiteral(byte c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || c == '.'
        || c == '-'
        || c == '+'
        || c == 'E';
  }

  private void endLiteral() {
    if (target != null && target.index >= 0) {
      put(target.index, literal(text.toString()));
    }
    ended();
  }

  private static @Nullable Object literal(String word) {
    switch (word) {
      case "true":
        return Boolean.TRUE;
      case "false":
        return Boolean.FALSE;
      case "null":
        return null;
      default:
        return word.length() > MAX_DIGITS ? null : number(word);
    }
  }

  private static @Nullable Object number(String word) {
    boolean whole = true;
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      whole &= (c >= '0' && c <= '9') || c == '-';
    }
    try {
      if (whole && word.length() < 19) {
        return Long.valueOf(word);
      }
      double value = Double.parseDouble(word);
      return Double.isInfinite(value) || Double.isNaN(value) ? null : (Object) value;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
