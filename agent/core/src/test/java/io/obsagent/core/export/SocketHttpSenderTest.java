/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import static io.obsagent.core.export.Sending.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.export.Sending.Outcome;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SocketHttpSenderTest {
  private final List<AutoCloseable> resources = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : resources) {
      resource.close();
    }
  }

  private Backend backend(Backend.Answer answer) throws IOException {
    Backend backend = new Backend(answer);
    resources.add(backend);
    return backend;
  }

  private SocketHttpSender sender(Sending config) {
    SocketHttpSender sender = new SocketHttpSender(config);
    resources.add(sender::shutdown);
    return sender;
  }

  private static RetryPolicy retries(int attempts, long initialMillis, long maxMillis) {
    return RetryPolicy.builder()
        .setMaxAttempts(attempts)
        .setInitialBackoff(Duration.ofMillis(initialMillis))
        .setMaxBackoff(Duration.ofMillis(maxMillis))
        .build();
  }

  @Test
  void aRequestCarriesPathHeadersAndBody() throws Exception {
    Backend backend = backend(Backend.ok());
    Sending config =
        new Sending("http://127.0.0.1:" + backend.port() + "/a%20b/v1/traces?x=1&y=%2F");
    config.headers = () -> Map.of("Authorization", List.of("Bearer t"), "X-Two", List.of("1", "2"));

    assertThat(send(sender(config), "hello").status()).isEqualTo(200);

    assertThat(backend.requests).hasSize(1);
    assertThat(backend.requests.get(0).head().lines())
        .contains(
            "POST /a%20b/v1/traces?x=1&y=%2F HTTP/1.1",
            "Host: 127.0.0.1:" + backend.port(),
            "Content-Type: application/x-protobuf",
            "Authorization: Bearer t",
            "X-Two: 1",
            "X-Two: 2",
            "Content-Length: 5");
    assertThat(backend.requests.get(0).body()).asString().isEqualTo("hello");
  }

  @Test
  void aGzippedRequestIsSentInChunks() throws Exception {
    Backend backend = backend(Backend.ok());
    Sending config = Sending.to(backend);
    config.compressor = Sending.gzip();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      text.append((char) ('a' + ThreadLocalRandom.current().nextInt(26)));
    }

    assertThat(send(sender(config), text.toString()).status()).isEqualTo(200);

    Backend.Request request = backend.requests.get(0);
    assertThat(request.head()).contains("Content-Encoding: gzip", "Transfer-Encoding: chunked");
    assertThat(new GZIPInputStream(new ByteArrayInputStream(request.body())).readAllBytes())
        .asString()
        .isEqualTo(text.toString());
  }

  @Test
  void aMessageOfUnknownLengthIsSentInChunks() throws Exception {
    Backend backend = backend(Backend.ok());
    MessageWriter message =
        new MessageWriter() {
          @Override
          public void writeMessage(OutputStream output) throws IOException {
            for (int i = 0; i < 10_000; i++) {
              output.write('x');
            }
            output.write(new byte[20_000]);
          }

          @Override
          public int getContentLength() {
            return -1;
          }
        };

    assertThat(send(sender(Sending.to(backend)), message).status()).isEqualTo(200);
    assertThat(backend.requests.get(0).body()).hasSize(30_000);
  }

  @Test
  void requestsShareAConnection() throws Exception {
    Backend backend = backend(Backend.ok());
    SocketHttpSender sender = sender(Sending.to(backend));
    for (int i = 0; i < 5; i++) {
      assertThat(send(sender, "x").status()).isEqualTo(200);
    }
    assertThat(backend.connections).hasValue(1);
  }

  @Test
  void aConnectionThatTheServerClosedMeanwhileIsReplaced() throws Exception {
    Backend backend = backend(Backend.ok());
    SocketHttpSender sender = sender(Sending.to(backend));
    assertThat(send(sender, "1").status()).isEqualTo(200);
    backend.dropConnections();
    assertThat(send(sender, "2").status()).isEqualTo(200);
    assertThat(backend.connections).hasValue(2);
  }

  @Test
  void aFreshConnectionThatIsClosedIsNotTriedAgain() throws Exception {
    Backend backend = backend(Backend.hangUp());
    assertThat(send(sender(Sending.to(backend)), "x").error()).isInstanceOf(IOException.class);
    assertThat(backend.requests).hasSize(1);
  }

  @Test
  void everyKindOfBodyLeavesTheConnectionUsable() throws Exception {
    String[] answers = {
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: 1\r\n\r\n",
      "HTTP/1.1 204 No Content\r\n\r\n",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\nContent-Length: 5\n\nabcde",
    };
    Backend backend = backend(Backend.ok());
    SocketHttpSender sender = sender(Sending.to(backend));
    for (String answer : answers) {
      backend.answer(Backend.text(answer));
      Outcome outcome = send(sender, "x");
      assertThat(outcome.status()).isBetween(200, 204);
      if (outcome.status() == 200) {
        assertThat(outcome.response().getResponseBody()).asString().isEqualTo("abcde");
      }
    }
    assertThat(backend.connections).hasValue(1);
  }

  @Test
  void aBodyWithoutLengthEndsWithTheConnection() throws Exception {
    Backend backend =
        backend(
            (request, socket) -> {
              Backend.write(socket, "HTTP/1.1 500 Oops\r\n\r\nwhy");
              socket.close();
            });
    Outcome outcome = send(sender(Sending.to(backend)), "x");
    assertThat(outcome.status()).isEqualTo(500);
    assertThat(outcome.response().getStatusMessage()).isEqualTo("Oops");
    assertThat(outcome.response().getResponseBody()).asString().isEqualTo("why");
  }

  @Test
  void anErrorStatusIsReportedAsTheResponse() throws Exception {
    Backend backend = backend(Backend.status(500, ""));
    Outcome outcome = send(sender(Sending.to(backend)), "x");
    assertThat(outcome.status()).isEqualTo(500);
    assertThat(outcome.response().getResponseBody()).asString().isEqualTo("bad");
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    Backend other = backend(Backend.ok());
    Backend backend =
        backend(Backend.status(307, "Location: http://127.0.0.1:" + other.port() + "/\r\n"));
    assertThat(send(sender(Sending.to(backend)), "x").status()).isEqualTo(307);
    assertThat(other.requests).isEmpty();
  }

  @Test
  void aHangingServerCostsTheTimeoutAndNoMore() throws Exception {
    Backend backend = backend(Backend.hang());
    Outcome outcome = send(sender(Sending.to(backend).within(300)), "x");
    assertThat(outcome.error())
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("no complete answer within 300 ms");
    assertThat(outcome.millis()).isBetween(290L, 2000L);
  }

  @Test
  void afterAWaitInVainTheNextIsShorterUntilThereIsAnAnswer() throws Exception {
    Backend backend = backend(Backend.hang());
    SocketHttpSender sender = sender(Sending.to(backend).within(1000));
    assertThat(send(sender, "x").error()).isInstanceOf(SocketTimeoutException.class);
    backend.answer(
        (request, socket) -> {
          Thread.sleep(950);
          Backend.ok().to(request, socket);
        });
    assertThat(send(sender, "x").error()).isInstanceOf(SocketTimeoutException.class);
    backend.answer(Backend.ok());
    assertThat(send(sender, "x").status()).isEqualTo(200);
    backend.answer(Backend.hang());
    assertThat(send(sender, "x").millis()).isGreaterThan(990L);
  }

  @Test
  void aDrippedBodyEndsAtTheDeadlineAndTheStatusCounts() throws Exception {
    Backend backend = backend(Backend.drip());
    Outcome outcome = send(sender(Sending.to(backend).within(400)), "x");
    assertThat(outcome.status()).isEqualTo(200);
    assertThat(outcome.response().getResponseBody()).isEmpty();
    assertThat(outcome.millis()).isBetween(390L, 2000L);
  }

  @Test
  void aDrippedBodyIsNotWaitedForLong() throws Exception {
    Backend backend = backend(Backend.drip());
    SocketHttpSender sender = sender(Sending.to(backend).within(60_000));
    Outcome outcome = send(sender, "x");
    assertThat(outcome.status()).isEqualTo(200);
    assertThat(outcome.millis()).isBetween(1990L, 10_000L);
    backend.answer(Backend.ok());
    assertThat(send(sender, "x").status()).isEqualTo(200);
    assertThat(backend.connections).hasValue(2);
  }

  @Test
  void drippedHeadersEndAtTheDeadline() throws Exception {
    Backend backend =
        backend(
            (request, socket) -> {
              Backend.write(socket, "HTTP/1.1 200 OK\r\nX: ");
              while (true) {
                Backend.write(socket, "x");
                Thread.sleep(50);
              }
            });
    Outcome outcome = send(sender(Sending.to(backend).within(400)), "x");
    assertThat(outcome.error()).isInstanceOf(SocketTimeoutException.class);
    assertThat(outcome.millis()).isBetween(390L, 2000L);
  }

  @Test
  void aServerThatDoesNotReadEndsAtTheDeadline() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      MessageWriter endless =
          new MessageWriter() {
            @Override
            public void writeMessage(OutputStream output) throws IOException {
              byte[] block = new byte[1 << 16];
              for (int i = 0; i < 4096; i++) {
                output.write(block);
              }
            }

            @Override
            public int getContentLength() {
              return -1;
            }
          };
      Sending config = new Sending("http://127.0.0.1:" + deaf.getLocalPort()).within(500);
      Outcome outcome = send(sender(config), endless);
      assertThat(outcome.error()).isInstanceOf(SocketTimeoutException.class);
      assertThat(outcome.millis()).isBetween(490L, 3000L);
    }
  }

  @Test
  void ofAHugeBodyLittleIsKept() throws Exception {
    Backend backend = backend(Backend.hugeBody());
    SocketHttpSender sender = sender(Sending.to(backend));
    Outcome outcome = send(sender, "x");
    assertThat(outcome.status()).isEqualTo(200);
    assertThat(outcome.response().getResponseBody()).hasSize(64 * 1024);
    backend.answer(Backend.ok());
    assertThat(send(sender, "x").status()).isEqualTo(200);
    assertThat(backend.connections).hasValue(2);
  }

  @Test
  void aCompressedBodyIsLeftAlone() throws Exception {
    Backend backend = backend(Backend.status(200, "Content-Encoding: gzip\r\n"));
    Outcome outcome = send(sender(Sending.to(backend)), "x");
    assertThat(outcome.status()).isEqualTo(200);
    assertThat(outcome.response().getResponseBody()).isEmpty();
  }

  @Test
  void aConnectionClosedWithinTheAnswerIsAnError() throws Exception {
    Backend backend =
        backend(
            (request, socket) -> {
              Backend.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
              socket.close();
            });
    assertThat(send(sender(Sending.to(backend)), "x").error())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("closed within the answer");
  }

  @Test
  void whatIsNotHttpIsAnError() throws Exception {
    for (String answer :
        new String[] {
          "SSH-2.0-OpenSSH_9\r\n\r\n",
          "HTTP/1.1 2x0 OK\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
          "HTTP/1.1 200 OK\r\nnonsense\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
          "HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000) + "\r\n\r\n",
        }) {
      Backend backend = backend(Backend.text(answer));
      assertThat(send(sender(Sending.to(backend)), "x").error())
          .as(answer.substring(0, 17))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("the answer");
    }
  }

  @Test
  void aRefusedConnectionNamesTheServer() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Outcome outcome = send(sender(new Sending("http://127.0.0.1:" + port)), "x");
    assertThat(outcome.error())
        .isInstanceOf(ConnectException.class)
        .hasMessageStartingWith("cannot connect to 127.0.0.1:" + port);
  }

  @Test
  void anUnavailableServerIsTriedAgain() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Backend backend = backend(Backend.ok());
    backend.answer(
        (request, socket) ->
            (calls.incrementAndGet() < 3 ? Backend.status(503, "") : Backend.ok())
                .to(request, socket));
    Sending config = Sending.to(backend);
    config.retry = retries(5, 20, 50);
    assertThat(send(sender(config), "x").status()).isEqualTo(200);
    assertThat(calls).hasValue(3);
  }

  @Test
  void retriesEndWithTheirNumber() throws Exception {
    Backend backend = backend(Backend.status(429, ""));
    Sending config = Sending.to(backend);
    config.retry = retries(3, 10, 20);
    assertThat(send(sender(config), "x").status()).isEqualTo(429);
    assertThat(backend.requests).hasSize(3);
  }

  @Test
  void retriesEndWithTheDeadline() throws Exception {
    Backend backend = backend(Backend.status(503, ""));
    Sending config = Sending.to(backend).within(500);
    config.retry = retries(5, 300, 300);
    assertThat(send(sender(config), "x").status()).isEqualTo(503);
    assertThat(backend.requests).hasSizeBetween(1, 3);
  }

  @Test
  void anErrorThatWillNotGoAwayIsNotTriedAgain() throws Exception {
    Backend backend = backend(Backend.status(400, ""));
    Sending config = Sending.to(backend);
    config.retry = retries(5, 10, 10);
    assertThat(send(sender(config), "x").status()).isEqualTo(400);
    assertThat(backend.requests).hasSize(1);
  }

  @Test
  void retryAfterWaitsNoLongerThanTheLongestBackOff() throws Exception {
    for (String delay : new String[] {"3600", "Fri, 31 Dec 2100 23:59:59 GMT"}) {
      AtomicInteger calls = new AtomicInteger();
      Backend backend = backend(Backend.ok());
      backend.answer(
          (request, socket) ->
              (calls.incrementAndGet() < 2
                      ? Backend.status(503, "Retry-After: " + delay + "\r\n")
                      : Backend.ok())
                  .to(request, socket));
      Sending config = Sending.to(backend);
      config.retry = retries(3, 10, 200);
      Outcome outcome = send(sender(config), "x");
      assertThat(outcome.status()).isEqualTo(200);
      assertThat(outcome.millis()).isBetween(190L, 2000L);
    }
  }

  @Test
  void aRefusedConnectionIsTriedAgain() throws Exception {
    ServerSocket reserved = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    int port = reserved.getLocalPort();
    reserved.close();
    Sending config = new Sending("http://127.0.0.1:" + port);
    config.retry = retries(5, 200, 200);
    Backend.daemon(
        () -> {
          try {
            Thread.sleep(300);
            resources.add(
                new Backend(
                    Backend.ok(), new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1"))));
          } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    assertThat(send(sender(config), "x").status()).isEqualTo(200);
  }

  @Test
  void shutdownEndsTheWaitForARetry() throws Exception {
    Backend backend = backend(Backend.status(503, ""));
    Sending config = Sending.to(backend);
    config.retry = retries(5, 3000, 3000);
    SocketHttpSender sender = sender(config);
    Backend.daemon(
        () -> {
          Await.until(() -> backend.requests.size() == 1);
          sender.shutdown();
        });
    Outcome outcome = send(sender, "x");
    assertThat(outcome.status()).isEqualTo(503);
    assertThat(outcome.millis()).isLessThan(2000);
    assertThat(send(sender, "x").error()).isNotNull();
  }

  @Test
  void whatTheMessageThrowsIsReportedAndTheNextRequestIsSent() throws Exception {
    Backend backend = backend(Backend.ok());
    SocketHttpSender sender = sender(Sending.to(backend));
    MessageWriter tooLarge =
        new MessageWriter() {
          @Override
          public void writeMessage(OutputStream output) {
            throw new OutOfMemoryError("test");
          }

          @Override
          public int getContentLength() {
            return 5;
          }
        };
    assertThat(send(sender, tooLarge).error()).isInstanceOf(OutOfMemoryError.class);
    assertThat(send(sender, "x").status()).isEqualTo(200);
  }

  @Test
  void aHeaderWithALineEndIsRefusedWithoutTellingItsValue() throws Exception {
    Backend backend = backend(Backend.ok());
    Sending config = Sending.to(backend);
    config.headers = () -> Map.of("Authorization", List.of("secret\r\nX-Injected: 1"));
    assertThat(send(sender(config), "x").error())
        .isInstanceOf(IOException.class)
        .hasMessage("the configured header Authorization has a malformed value");
    assertThat(backend.requests).isEmpty();
  }

  @Test
  void aHostNameMayHaveAnUnderscore() {
    HttpEndpoint endpoint = new HttpEndpoint(java.net.URI.create("http://otel_collector:4318/v1"));
    assertThat(endpoint.host).isEqualTo("otel_collector");
    assertThat(endpoint.port).isEqualTo(4318);
    assertThat(endpoint.authority).isEqualTo("otel_collector:4318");
  }

  @Test
  void anIpv6AddressIsUnderstood() throws Exception {
    ServerSocket server;
    try {
      server = new ServerSocket(0, 50, InetAddress.getByName("::1"));
    } catch (SocketException noIpv6Here) {
      HttpEndpoint endpoint = new HttpEndpoint(java.net.URI.create("https://u:p@[::1]/x?y"));
      assertThat(endpoint.host).isEqualTo("::1");
      assertThat(endpoint.port).isEqualTo(443);
      assertThat(endpoint.authority).isEqualTo("[::1]");
      assertThat(endpoint.target).isEqualTo("/x?y");
      return;
    }
    try (Backend backend = new Backend(Backend.ok(), server)) {
      Sending config = new Sending("http://[::1]:" + backend.port());
      assertThat(send(sender(config), "x").status()).isEqualTo(200);
      assertThat(backend.requests.get(0).head())
          .startsWith("POST / HTTP/1.1\nHost: [::1]:" + backend.port());
    }
  }

  @Test
  void theApplicationsSocketFactoriesAndSelectorsAreNotAsked() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    java.net.ProxySelector before = java.net.ProxySelector.getDefault();
    java.net.ProxySelector.setDefault(
        new java.net.ProxySelector() {
          @Override
          public List<java.net.Proxy> select(java.net.URI uri) {
            asked.incrementAndGet();
            return List.of(java.net.Proxy.NO_PROXY);
          }

          @Override
          public void connectFailed(
              java.net.URI uri, java.net.SocketAddress address, IOException failure) {}
        });
    try {
      Backend backend = backend(Backend.ok());
      assertThat(send(sender(Sending.to(backend)), "x").status()).isEqualTo(200);
      assertThat(asked).hasValue(0);
    } finally {
      java.net.ProxySelector.setDefault(before);
    }
  }

  @Test
  void aProxyIsLeftToOkHttp() throws Exception {
    Backend proxy = backend(Backend.ok());
    Sending config = new Sending("http://backend.invalid/v1/traces");
    config.proxy =
        io.opentelemetry.sdk.common.export.ProxyOptions.create(
            new java.net.InetSocketAddress("127.0.0.1", proxy.port()));
    var sender = new SocketHttpSenderProvider().createSender(config);
    resources.add(sender::shutdown);
    assertThat(send(sender, "x").status()).isEqualTo(200);
    assertThat(proxy.requests.get(0).head()).startsWith("POST http://backend.invalid/v1/traces");
  }

  @Test
  void aJvmWideProxyIsLeftToOkHttp() throws Exception {
    var sender = new SocketHttpSenderProvider(true).createSender(new Sending("http://127.0.0.1:1"));
    assertThat(sender).isInstanceOf(LateHttpSender.class);
    assertThat(sender.shutdown().isSuccess()).isTrue();
  }

  @Test
  void theThreadsAreDaemonsOfOurs() throws Exception {
    Backend backend = backend(Backend.hang());
    SocketHttpSender sender = sender(Sending.to(backend).within(300));
    sender.send(Sending.message("x"), response -> {}, error -> {});
    Await.until(() -> backend.requests.size() == 1);
    List<Thread> ours = new ArrayList<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("obs-")) {
        ours.add(thread);
      }
    }
    assertThat(ours).extracting(Thread::getName).contains("obs-http", "obs-deadline");
    assertThat(ours).allMatch(Thread::isDaemon);
  }
}
