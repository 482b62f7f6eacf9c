/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.http.WatchedExchange;
import io.obsagent.core.json.Feed;
import io.obsagent.core.operation.Operation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BodyTapTest {
  private final List<String> bodies = new ArrayList<>();
  private final Collected body = new Collected();
  private final BodyTap tap =
      new BodyTap(
          new WatchedExchange() {
            @Override
            public Operation start() {
              return null;
            }

            @Override
            public void status(Operation operation, int status) {}

            @Override
            public Feed body() {
              return body;
            }

            @Override
            public void bodyRead() {
              bodies.add(body.text());
            }

            @Override
            public void failed(Throwable error) {}
          },
          body,
          null,
          null);

  private TappedInputStream stream(String text) {
    return new TappedInputStream(
        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), tap);
  }

  @Test
  void bytesAndPiecesMakeOneBody() throws IOException {
    TappedInputStream stream = stream("hello");
    stream.read();
    stream.readNBytes(2);
    stream.readAllBytes();

    assertThat(bodies).containsExactly("hello");
  }

  @Test
  void aBodyIsToldOnce() throws IOException {
    TappedInputStream stream = stream("hello");
    stream.readAllBytes();
    stream.read();
    stream.close();

    assertThat(bodies).containsExactly("hello");
  }

  @Test
  void whatIsReadAgainIsKeptOnce() throws IOException {
    TappedInputStream stream = stream("hello");
    stream.read();
    stream.mark(10);
    stream.readNBytes(2);
    stream.reset();
    stream.readAllBytes();

    assertThat(bodies).containsExactly("hello");
  }

  @Test
  void aBodyEndsBeforeWhatWasSkipped() throws IOException {
    TappedInputStream stream = stream("hello");
    stream.readNBytes(2);
    stream.skip(1);
    stream.readAllBytes();

    assertThat(bodies).containsExactly("he");
  }

  @Test
  void buffersStayAsTheyAre() {
    ByteBuffer buffer = ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8));
    tap.add(buffer);
    tap.end();

    assertThat(buffer.remaining()).isEqualTo(5);
    assertThat(bodies).containsExactly("hello");
  }

  @Test
  void onlyTheBeginningIsKept() {
    byte[] piece = new byte[40_000];
    tap.add(piece, 0, piece.length);
    tap.add(piece, 0, piece.length);
    tap.add(ByteBuffer.wrap(piece));
    tap.add(1);
    assertThat(tap.wantsMore()).isFalse();
    tap.end();

    assertThat(bodies.get(0)).hasSize(64 * 1024);
  }
}
