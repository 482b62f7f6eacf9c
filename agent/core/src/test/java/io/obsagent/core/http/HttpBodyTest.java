/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.json.Feed;
import io.obsagent.core.json.JsonTree;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Forms, and bodies that are compressed. */
class HttpBodyTest {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String JSON = "application/json";

  private static final TextMapGetter<Map<String, String>> READER =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> headers) {
          return headers.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> headers, String name) {
          return headers == null ? null : headers.get(name);
        }
      };

  /** A body of which some paths are asked; {@code #path} asks for the size. */
  private static HttpBody body(Map<String, String> head, String... paths) {
    HttpValue[] form = new HttpValue[paths.length];
    List<String> bare = new ArrayList<>();
    List<Boolean> sizes = new ArrayList<>();
    for (int i = 0; i < paths.length; i++) {
      bare.add(paths[i].replace("#", ""));
      sizes.add(paths[i].startsWith("#"));
      form[i] = HttpValue.body(false, bare.get(i), sizes.get(i));
    }
    HttpBody body = HttpBody.of(new JsonTree(bare, sizes), form, Feed.MAX_BYTES, head, READER);
    assertThat(body).isNotNull();
    return body;
  }

  private static List<Object> values(HttpBody body, int count) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(body.value(i));
    }
    return values;
  }

  /** Reads a form in one piece and byte by byte, which must be the same. */
  private static List<Object> read(String form, String... paths) {
    byte[] bytes = form.getBytes(StandardCharsets.UTF_8);
    return read(Map.of("Content-Type", FORM), bytes, paths);
  }

  private static List<Object> read(Map<String, String> head, byte[] bytes, String... paths) {
    HttpBody whole = body(head, paths);
    whole.take(bytes, 0, bytes.length);
    whole.end();
    HttpBody pieces = body(head, paths);
    for (byte one : bytes) {
      pieces.take(ByteBuffer.wrap(new byte[] {one}));
    }
    pieces.end();
    List<Object> values = values(whole, paths.length);
    assertThat(values(pieces, paths.length)).isEqualTo(values);
    return values;
  }

  private static byte[] zipped(String text, boolean gzip) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream stream =
        gzip ? new GZIPOutputStream(bytes) : new DeflaterOutputStream(bytes)) {
      stream.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void fieldsAreFoundByName() {
    assertThat(read("plan=pro&source=web&empty=&bare", "source", "plan", "empty", "bare", "none"))
        .containsExactly("web", "pro", "", "", null);
  }

  @Test
  void fieldsAreDecoded() {
    assertThat(read("a+b=%C3%A9+%e2%82%ac%26%3D&%70lan=p%72o", "a b", "plan"))
        .containsExactly("é €&=", "pro");
  }

  @Test
  void theFirstOfSeveralFieldsCounts() {
    assertThat(read("a=1&a=2&b=x&b=", "a", "b")).containsExactly(1L, "x");
  }

  @Test
  void whatJsonTakesForANumberIsOne() {
    assertThat(
            read(
                "a=7&b=-12.50&c=007&d=1e5&e=0.5&f=true&g=+7&h=1234567890123456789&i=-&j=.5&k=0",
                "a",
                "b",
                "c",
                "d",
                "e",
                "f",
                "g",
                "h",
                "i",
                "j",
                "k"))
        .containsExactly(
            7L, -12.5, "007", "1e5", 0.5, true, " 7", "1234567890123456789", "-", ".5", 0L);
  }

  @Test
  void bracketsInNamesAreSteps() {
    assertThat(
            read(
                "items%5B1%5D.kind=book&user[name]=x&tags[]=first&tags[]=second",
                "items.1.kind", "user.name", "tags"))
        .containsExactly("book", "x", "first");
  }

  @Test
  void whatIsNotWellEncodedHasNoValue() {
    assertThat(read("a=%zz&b=%4&c=ok&a=2&d=%", "a", "b", "c", "d"))
        .containsExactly(null, null, "ok", null);
  }

  @Test
  void aSizeIsThatOfTheText() {
    assertThat(read("a=f%C3%BCnf&b=12", "#a", "#b")).containsExactly(4L, 2L);
  }

  @Test
  void longTextsAreCut() {
    assertThat(read("a=" + "é".repeat(2000) + "&b=1", "a", "b"))
        .containsExactly("é".repeat(1024), 1L);
    assertThat(read("n".repeat(300) + "=1&b=1", "n".repeat(300), "n".repeat(256), "b"))
        .containsExactly(null, null, 1L);
  }

  @Test
  void aFieldThatIsNotReadToItsEndHasNoValue() {
    HttpBody body = body(Map.of("Content-Type", FORM, "Content-Length", "7"), "a", "b");
    body.take(ByteBuffer.wrap("a=1&b=".getBytes(StandardCharsets.UTF_8)));
    assertThat(values(body, 2)).containsExactly(1L, null);
    body.take(ByteBuffer.wrap("2".getBytes(StandardCharsets.UTF_8)));
    assertThat(values(body, 2)).containsExactly(1L, 2L);
    assertThat(body.wantsMore()).isFalse();
  }

  @Test
  void nothingBehind64KiBIsLookedAt() {
    String filler = "x=" + "y".repeat(64 * 1024 - 10);
    assertThat(read("a=1&" + filler + "&b=2", "a", "b")).containsExactly(1L, null);
    assertThat(read("a=1&" + filler + "&b=234567", "a", "b")).containsExactly(1L, null);
  }

  @Test
  void compressedBodiesAreDecoded() throws IOException {
    String text = "{\"a\": [1, 2, 3], \"b\": \"" + "x".repeat(5000) + "\", \"c\": \"end\"}";
    for (boolean gzip : new boolean[] {true, false}) {
      Map<String, String> head =
          Map.of("Content-Type", JSON, "Content-Encoding", gzip ? "gzip" : "deflate");
      assertThat(read(head, zipped(text, gzip), "#a", "c")).containsExactly(3L, "end");
      assertThat(read(head, text.getBytes(StandardCharsets.UTF_8), "c")).containsExactly("end");
    }
    Map<String, String> form = Map.of("Content-Type", FORM, "Content-Encoding", "gzip");
    assertThat(read(form, zipped("a=1&b=2", true), "b")).containsExactly(2L);
  }

  @Test
  void theHeadOfGzipMayHaveAName() throws IOException {
    byte[] plain = zipped("{\"a\": 1}", true);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(plain, 0, 3);
    bytes.write(2 | 4 | 8 | 16);
    bytes.write(plain, 4, 6);
    bytes.write(new byte[] {3, 0, 'x', 0, 'z', 'f', 0, 'c', 'd', 0, 9, 9});
    bytes.write(plain, 10, plain.length - 10);
    Map<String, String> head = Map.of("Content-Type", JSON, "Content-Encoding", "gzip");
    assertThat(read(head, bytes.toByteArray(), "a")).containsExactly(1L);
  }

  @Test
  void aBombIsReadNoFurtherThan64KiB() throws IOException {
    byte[] bomb = zipped("[" + " ".repeat(20_000_000) + "1]", true);
    HttpBody body = body(Map.of("Content-Type", JSON, "Content-Encoding", "gzip"), "0");
    body.take(bomb, 0, bomb.length);
    assertThat(body.wantsMore()).isFalse();
    assertThat(body.value(0)).isNull();
  }

  @Test
  void garbageDoesNoHarm() {
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = new byte[random.nextInt(60) + 1];
      random.nextBytes(bytes);
      read(Map.of("Content-Type", FORM), bytes, "a", "#b");
      bytes[0] = 0x1F;
      read(Map.of("Content-Type", JSON, "Content-Encoding", "gzip"), bytes, "a");
      bytes[0] = 0x78;
      read(Map.of("Content-Type", JSON, "Content-Encoding", "deflate"), bytes, "a");
    }
  }

  @Test
  void otherCodingsAndTypesAreNotLookedAt() {
    JsonTree tree = new JsonTree(Arrays.asList("a"), Arrays.asList(false));
    HttpValue[] form = {HttpValue.body(false, "a", false)};
    assertThat(
            HttpBody.of(
                tree,
                form,
                Feed.MAX_BYTES,
                Map.of("Content-Type", JSON, "Content-Encoding", "br"),
                READER))
        .isNull();
    assertThat(
            HttpBody.of(tree, form, Feed.MAX_BYTES, Map.of("Content-Type", "text/plain"), READER))
        .isNull();
    assertThat(HttpBody.of(tree, form, Feed.MAX_BYTES, Map.of(), READER)).isNull();
    assertThat(HttpBody.of(tree, null, Feed.MAX_BYTES, Map.of("Content-Type", FORM), READER))
        .isNull();
  }
}
