/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonFeedTest {
  /** Reads in pieces of one byte and in one, which must be the same; {@code #path} is a size. */
  private static List<Object> read(String json, String... paths) {
    List<String> bare = new ArrayList<>();
    List<Boolean> sizes = new ArrayList<>();
    for (String path : paths) {
      bare.add(path.replace("#", ""));
      sizes.add(path.startsWith("#"));
    }
    JsonTree tree = new JsonTree(bare, sizes);
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    JsonFeed whole = new JsonFeed(tree);
    whole.feed(bytes, 0, bytes.length);
    JsonFeed pieces = new JsonFeed(tree);
    for (byte one : bytes) {
      pieces.feed(ByteBuffer.wrap(new byte[] {one}));
    }
    List<Object> values = values(whole, paths.length);
    assertThat(values(pieces, paths.length)).isEqualTo(values);
    return values;
  }

  private static List<Object> values(JsonFeed feed, int count) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(feed.value(i));
    }
    return values;
  }

  @Test
  void membersAndPlacesAreFound() {
    assertThat(
            read(
                "{\"a\": {\"b\": [1, {\"c\": \"x\"}]}, \"n\": -2.5, \"t\": true, \"z\": null}",
                "a.b.0",
                "a.b.1.c",
                "n",
                "t",
                "z",
                "missing"))
        .containsExactly(1L, "x", -2.5, true, null, null);
  }

  @Test
  void sizesAreCountedToTheEnd() {
    assertThat(
            read(
                "{\"items\": [1, [2, 3], {\"a\": [4]}], \"o\": {\"p\": 1, \"q\": 2}, \"e\": [ ],"
                    + " \"s\": \"four\"}",
                "#items",
                "#o",
                "#e",
                "#s"))
        .containsExactly(3L, 2L, 0L, 4L);
    assertThat(read("[1,2]", "#")).containsExactly(2L);
    assertThat(read("{\"items\": [1, 2", "#items")).containsExactly((Object) null);
  }

  @Test
  void textsAreDecoded() {
    assertThat(
            read(
                "{\"skip\\\"ped\": {\"x\": \"}\\\\\"}, \"\\u0061\": \"é€😀 \\u00e9\\n\\\"\\ud83d\\ude00\"}",
                "a"))
        .containsExactly("é€😀 é\n\"😀");
  }

  @Test
  void ofMembersOfTheSameNameTheFirstCounts() {
    assertThat(read("{\"a\": 1, \"a\": 2, \"b\": 3}", "a", "b")).containsExactly(1L, 3L);
  }

  @Test
  void behindAFaultNothingIsRead() {
    assertThat(read("{\"a\": 1 \"b\": 2}", "a", "b")).containsExactly(1L, null);
    assertThat(read("{\"a\": 1], \"b\": 2}", "a", "b")).containsExactly(1L, null);
    assertThat(read("<a>", "a")).containsExactly((Object) null);
    assertThat(read("", "a")).containsExactly((Object) null);
  }

  @Test
  void nothingIsReadBehind64KiBOrBehindTheLastValue() {
    assertThat(read("{\"x\": \"" + "y".repeat(70_000) + "\", \"a\": 1}", "a"))
        .containsExactly((Object) null);
    JsonFeed feed = new JsonFeed(new JsonTree(Arrays.asList("a"), Arrays.asList(false)));
    byte[] bytes = "{\"a\": 1,".getBytes(StandardCharsets.UTF_8);
    feed.feed(bytes, 0, bytes.length);
    assertThat(feed.wantsMore()).isFalse();
  }

  @Test
  void anythingMayComeInAnyPieces() {
    Random random = new Random(7);
    String letters = "{}[]\":,\\ua01-.eE tn\u00e9";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = 0; j < 40; j++) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      assertThat(read(text.toString(), "a.0", "#a", "#")).hasSize(3);
    }
  }
}
