/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JsonPathsTest {
  private static Object read(String json, String path) {
    return readAll(json, path)[0];
  }

  private static Object[] readAll(String json, String... paths) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return new JsonPaths(paths).read(bytes, bytes.length);
  }

  @Test
  void valuesComeInTheOrderOfTheirPaths() {
    String json =
        """
        {"id": "abc", "status":"succeeded", "metrics": {"total_time": 3, "predict_time" : 2.5},
         "urls": {"cancel": "c", "get": "http://h/g"}, "error": null, "data_removed": false}
        """;

    assertThat(
            readAll(
                json,
                "status",
                "metrics.predict_time",
                "id",
                "urls.get",
                "metrics.total_time",
                "error",
                "data_removed",
                "version"))
        .containsExactly("succeeded", 2.5, "abc", "http://h/g", 3L, null, false, null);
  }

  @Test
  void elementsOfArraysHaveTheirPlacesForNames() {
    String json =
        """
        {"a": [ {"id": 1, "b": [7, [8, 9]]} , "x", {"id": 2} ], "e": [], "n": {"0": "named"}, "z": "last"}
        """;

    assertThat(
            readAll(
                json, "a.0.id", "a.1", "a.2.id", "a.3.id", "a.0.b.1.0", "e.0", "n.0", "a.id", "z"))
        .containsExactly(1L, "x", 2L, null, 8L, null, "named", null, "last");
    assertThat(readAll("{\"a\": [1, ", "a.0", "a.1")).containsExactly(1L, null);
    assertThat(readAll("{\"a\": [1 2], \"b\": 3}", "a.0", "a.1", "b"))
        .containsExactly(1L, null, null);
  }

  @Test
  void aTextIsReadOnceForAllPathsAndAgainForOneThatCameLater() {
    JsonFields fields = new JsonFields();
    int first = fields.slot("a");
    JsonDocument text = new JsonDocument(fields, "{\"a\": 1, \"b\": {\"c\": 2}}");
    assertThat(text.read(first)).isEqualTo(1L);
    int second = fields.slot("b.c");
    assertThat(fields.slot("a")).isEqualTo(first);
    assertThat(text.read(second)).isEqualTo(2L);
    assertThat(text.read(first)).isEqualTo(1L);
  }

  @Test
  void whatIsNotAskedForIsSkipped() {
    String json =
        """
        {"input":{"id":"no","s":"}{][\\"","a":[1,"]",{"id":"no"}]},"n":-1.5e3,"t":true,"z":null,
         "e":{},"f":[],"id":"yes"}
        """;

    assertThat(read(json, "id")).isEqualTo("yes");
  }

  @Test
  void aMemberOfTheSameNameElsewhereIsAnother() {
    assertThat(read("{\"a\":{\"id\":1},\"b\":{\"id\":2},\"id\":3}", "b.id")).isEqualTo(2L);
    assertThat(read("{\"a\":{\"id\":1},\"b\":{\"c\":2}}", "b.id")).isNull();
    assertThat(read("{\"ids\":1,\"i\":2,\"id \":3,\"\":4,\"id\":5}", "id")).isEqualTo(5L);
  }

  @Test
  void theFirstOfTwoMembersCounts() {
    assertThat(readAll("{\"a\":1,\"a\":2,\"b\":null,\"b\":3,\"c\":4}", "a", "b", "c"))
        .containsExactly(1L, null, 4L);
  }

  @Test
  void aPathMayLeadThroughAValue() {
    assertThat(readAll("{\"a\":{\"b\":1}}", "a", "a.b")).containsExactly(null, 1L);
    assertThat(readAll("{\"a\":2}", "a", "a.b")).containsExactly(2L, null);
  }

  @Test
  void objectsAndArraysAreNoValues() {
    assertThat(readAll("{\"a\":{\"b\":1},\"c\":[1],\"d\":2}", "a", "c", "d"))
        .containsExactly(null, null, 2L);
  }

  @Test
  void numbersAreWholeOrNot() {
    assertThat(
            readAll(
                "{\"a\":0,\"b\":-12,\"c\":1E2,\"d\":123456789012345678,\"e\":12345678901234567890,"
                    + "\"f\":1e999,\"g\":-,\"h\":7}",
                "a",
                "b",
                "c",
                "d",
                "e",
                "f",
                "g",
                "h"))
        .containsExactly(
            0L, -12L, 100.0, 123456789012345678L, 1.2345678901234567e19, null, null, 7L);
  }

  @Test
  void escapesAreResolvedInValuesAndNames() {
    assertThat(read("{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\ud83d\\ude00\"}", "a"))
        .isEqualTo("\"\\/\b\f\n\r\tA\ud83d\ude00");
    assertThat(read("{\"\\u0069d\":1}", "id")).isEqualTo(1L);
  }

  @Test
  void textIsUtf8() {
    assertThat(read("\ufeff{\"ä€\":\"ü€\ud83d\ude00\"}", "ä€")).isEqualTo("ü€\ud83d\ude00");
    byte[] broken = "{\"a\":\"x??y\"}".getBytes(StandardCharsets.UTF_8);
    broken[7] = (byte) 0xE2;
    broken[8] = (byte) 0xFF;
    assertThat(new JsonPaths("a").read(broken, broken.length)[0]).isEqualTo("x\ufffd\ufffdy");
  }

  @Test
  void longStringsAreCut() {
    assertThat((String) read("{\"a\":\"" + "x".repeat(2000) + "\"}", "a")).hasSize(1024);
  }

  @Test
  void whatTheTextIsCutOffInIsMissing() {
    String json = "{\"id\":\"abc\",\"n\":123,\"w\":true,\"s\":\"text\"}";

    for (int length = 0; length <= json.length(); length++) {
      Object[] values = readAll(json.substring(0, length), "id", "n", "w", "s");

      assertThat(values[0]).isEqualTo(length >= json.indexOf(",\"n\"") ? "abc" : null);
      assertThat(values[1]).isEqualTo(length > json.indexOf(",\"w\"") ? 123L : null);
      assertThat(values[2]).isEqualTo(length > json.indexOf(",\"s\"") ? true : null);
      assertThat(values[3]).isEqualTo(length >= json.length() - 1 ? "text" : null);
    }
  }

  @Test
  void onlyTheBeginningIsLookedAt() {
    String json = "{\"a\":1,\"s\":\"" + "x".repeat(JsonPaths.MAX_BYTES) + "\",\"b\":2}";

    assertThat(readAll(json, "a", "b")).containsExactly(1L, null);
  }

  @Test
  void asMuchIsLookedAtAsIsAskedFor() {
    String json = "{\"a\":1,\"s\":\"" + "x".repeat(1000) + "\",\"b\":2}";
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    for (int most : new int[] {json.length() - 3, json.length()}) {
      JsonFeed feed = new JsonPaths("a", "b").feed(most);
      feed.feed(bytes, 0, 500);
      feed.feed(bytes, 500, bytes.length - 500);

      assertThat(feed.value(0)).isEqualTo(1L);
      assertThat(feed.value(1)).isEqualTo(most == json.length() ? 2L : null);
      assertThat(feed.wantsMore()).isFalse();
    }
  }

  @Test
  void noMoreThanTheLengthIsLookedAt() {
    byte[] bytes = "{\"a\":1}{\"b\":2}".getBytes(StandardCharsets.UTF_8);

    assertThat(new JsonPaths("a").read(bytes, 5)[0]).isNull();
    assertThat(new JsonPaths("a").read(bytes, 100)[0]).isEqualTo(1L);
  }

  @Test
  void otherTextHasNoValues() {
    for (String text :
        List.of(
            "",
            " ",
            "1",
            "\"id\"",
            "[{\"id\":1}]",
            "<id>1</id>",
            "{id:1}",
            "{\"id\"1}",
            "{\"id\":}",
            "{\"id\":x}",
            "{\"id\":nul}",
            "{\"id",
            "{\"id\\",
            "{\"x\":1 \"id\":2}")) {
      assertThat(read(text, "id")).as(text).isNull();
    }
  }

  @Test
  void deepNestingIsSkipped() {
    String deep = "[".repeat(20_000) + "]".repeat(20_000);

    assertThat(read("{\"x\":" + deep + ",\"id\":1}", "id")).isEqualTo(1L);
  }

  @Test
  void randomObjectsReadAsTheyWereWritten() {
    Random random = new Random(7);
    String[] paths = {"id", "a.b", "a.b.c", "metrics.predict_time", "a", "ä\n"};
    JsonPaths asked = new JsonPaths(paths);
    for (int i = 0; i < 20_000; i++) {
      Map<String, Object> object = object(random, 0);
      byte[] json = json(object, random).getBytes(StandardCharsets.UTF_8);

      Object[] values = asked.read(json, json.length);

      for (int p = 0; p < paths.length; p++) {
        assertThat(values[p]).as(object.toString()).isEqualTo(find(object, paths[p]));
      }
    }
  }

  @Test
  void noBytesMakeItThrow() {
    Random random = new Random(11);
    JsonPaths asked = new JsonPaths("id", "a.b", "a", "metrics.predict_time", "ä\n");
    byte[] alphabet = "{}[]\",:\\u09eE-+.tfn ida".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes;
      if (i % 2 == 0) {
        bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        for (int b = 0; b < bytes.length; b++) {
          bytes[b] =
              random.nextInt(8) == 0 ? bytes[b] : alphabet[(bytes[b] & 0xFF) % alphabet.length];
        }
      } else {
        bytes = json(object(random, 0), random).getBytes(StandardCharsets.UTF_8);
        for (int b = random.nextInt(4); b > 0; b--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      }
      assertThat(asked.read(bytes, bytes.length)).containsExactly(readByteByByte(asked, bytes));
    }
  }

  /** A buffer without an array is read so. */
  private static Object[] readByteByByte(JsonPaths paths, byte[] bytes) {
    JsonFeed feed = paths.feed(JsonPaths.MAX_BYTES);
    feed.feed(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
    return IntStream.range(0, paths.size()).mapToObj(feed::value).toArray();
  }

  private static Object find(Map<String, Object> object, String path) {
    Object value = object;
    for (String name : path.split("\\.")) {
      value = value instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return value instanceof Map || value instanceof List ? null : value;
  }

  private static Map<String, Object> object(Random random, int depth) {
    String[] names = {"id", "a", "b", "c", "metrics", "predict_time", "ä\n", "\"", "input"};
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      object.put(names[random.nextInt(names.length)], value(random, depth));
    }
    return object;
  }

  private static Object value(Random random, int depth) {
    return switch (random.nextInt(depth < 4 ? 9 : 6)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> (long) random.nextInt();
      case 3 -> random.nextGaussian();
      case 4 -> "";
      case 5 -> "a\"}{][\\\u20ac\ud83d\ude00\u0001,:";
      case 6 -> List.of(object(random, depth + 1), 1L, "]");
      default -> object(random, depth + 1);
    };
  }

  private static String json(Object value, Random random) {
    String space = " \n\r\t".substring(0, random.nextInt(5));
    if (value instanceof Map<?, ?> map) {
      StringBuilder text = new StringBuilder("{" + space);
      map.forEach(
          (name, member) ->
              text.append(text.indexOf(":") < 0 ? "" : ",")
                  .append(space)
                  .append(json(name, random))
                  .append(":")
                  .append(json(member, random)));
      return text + space + "}" + space;
    }
    if (value instanceof List<?> list) {
      StringBuilder text = new StringBuilder("[" + space);
      for (Object item : list) {
        text.append(text.length() > 1 + space.length() ? "," : "").append(json(item, random));
      }
      return text + "]";
    }
    if (value instanceof String string) {
      StringBuilder text = new StringBuilder(space + "\"");
      for (char c : string.toCharArray()) {
        if (c < ' ' || c == '"' || c == '\\' || random.nextInt(6) == 0) {
          text.append(c == '"' || c == '\\' ? "\\" + c : "\\u%04x".formatted((int) c));
        } else if (Character.isSurrogate(c)) {
          text.append("\\u%04X".formatted((int) c));
        } else {
          text.append(c);
        }
      }
      return text + "\"" + space;
    }
    return space + value + space;
  }
}
