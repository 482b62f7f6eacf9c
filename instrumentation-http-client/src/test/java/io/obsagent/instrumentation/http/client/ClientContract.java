/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.HttpClient;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.ConnectException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is true of every client. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ClientContract {
  /** What the application got. */
  record Answer(int status, String body) {}

  static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
  static final AttributeKey<Long> RESENT = AttributeKey.longKey("http.request.resend_count");
  static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

  /** Rules that read what fields do not tell. */
  static final String RULES =
      """
      metrics:
        asked_total:
          type: counter
          on: http.client POST 127.0.0.1/**/json
          labels:
            kind: request.body.kind
            id: response.body.id
            by: response.header.x-by
            status: response.status
      """;

  static TestServer server;

  @BeforeAll
  static void startServer() throws Exception {
    server = new TestServer();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void forget() {
    server.forget();
    Watching.begin();
  }

  abstract Agent agent();

  /**
   * Sends a request as an application does and reads the whole answer, also that of an error.
   *
   * @param body null for none; of the type that {@link #type} tells
   */
  abstract Answer send(String method, String url, String body) throws Exception;

  /** The type of a body that is a form or JSON. */
  static String type(String body) {
    return body.contains("=") ? "application/x-www-form-urlencoded" : "application/json";
  }

  /** For how many milliseconds a client waits for an answer. */
  static int patience(String url) {
    return url.endsWith("/never") ? 300 : 10_000;
  }

  Answer get(String url) throws Exception {
    return send("GET", url, null);
  }

  @Test
  void aRequestIsOneClientOperation() throws Exception {
    assertThat(get(server.url("/hello"))).isEqualTo(new Answer(200, "hello"));

    assertThat(agent().trace()).isEqualTo("CLIENT GET");
    SpanData span = agent().span("GET");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(span.getAttributes().asMap())
        .containsEntry(AttributeKey.stringKey("http.request.method"), "GET")
        .containsEntry(AttributeKey.stringKey("server.address"), "127.0.0.1")
        .containsEntry(AttributeKey.longKey("server.port"), (long) server.port())
        .containsEntry(AttributeKey.stringKey("url.full"), server.url("/hello"))
        .containsEntry(STATUS, 200L)
        .doesNotContainKeys(ERROR, RESENT);
  }

  @Test
  void aBodyIsSentAsItIs() throws Exception {
    assertThat(send("POST", server.url("/hello"), "question")).isEqualTo(new Answer(200, "hello"));

    assertThat(agent().trace()).isEqualTo("CLIENT POST");
    assertThat(server.received())
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.method()).isEqualTo("POST");
              assertThat(request.body()).isEqualTo("question");
            });
  }

  @Test
  void aRuleReadsHeadersAndBodies() throws Exception {
    Answer answer = send("POST", server.url("/a/json"), "{\"kind\": \"book\"}");
    assertThat(answer.body()).isEqualTo("{\"id\": \"i1\", \"status\": \"done\"}");

    agent()
        .metric("asked_total")
        .with("kind", "book")
        .with("id", "i1")
        .with("by", "server")
        .with("status", "200")
        .hasValue(1);
  }

  @Test
  void aRuleReadsFormsToTheirEnd() throws Exception {
    send("POST", server.url("/a/json"), "plan=pro&kind=a+book");

    agent()
        .metric("asked_total")
        .with("kind", "a book")
        .with("id", "i1")
        .with("by", "server")
        .with("status", "200")
        .hasValue(1);
  }

  @Test
  void aRuleReadsTheBodiesOfWatchedExchangesToo() throws Exception {
    send("POST", server.url("/watched/json"), "{\"kind\": \"book\"}");

    agent()
        .metric("asked_total")
        .with("kind", "book")
        .with("id", "i1")
        .with("by", "server")
        .with("status", "200")
        .hasValue(1);
  }

  @Test
  void aRequestIsAChildOfWhatItIsPartOf() throws Exception {
    agent()
        .root(
            "work",
            () -> {
              get(server.url("/hello"));
              get(server.url("/hello"));
            });

    assertThat(agent().trace(3)).isEqualTo("INTERNAL work\n  CLIENT GET\n  CLIENT GET");
  }

  @Test
  void theContextGoesWithTheRequest() throws Exception {
    get(server.url("/hello"));

    assertThat(traceparents()).containsExactly(traceparent(agent().span("GET")));
  }

  List<String> traceparents() {
    return server.received().stream().map(TestServer.Received::traceparent).toList();
  }

  static String traceparent(SpanData span) {
    return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-01";
  }

  @Test
  void anErrorStatusIsAFailure() throws Exception {
    assertThat(get(server.url("/missing"))).isEqualTo(new Answer(404, "missing"));
    assertThat(send("PUT", server.url("/broken"), "x")).isEqualTo(new Answer(500, "broken"));

    assertFailed(agent().span("GET"), 404L, "404");
    assertFailed(agent().span("PUT"), 500L, "500");
  }

  private static void assertFailed(SpanData span, Long status, String error) {
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getAttributes().get(STATUS)).isEqualTo(status);
    assertThat(span.getAttributes().get(ERROR)).isEqualTo(error);
    assertThat(span.getEvents()).hasSize(status == null ? 1 : 0);
  }

  @Test
  void aRefusedConnectionIsAFailure() throws Exception {
    String url = TestServer.refusingUrl();

    Throwable thrown = catchThrowable(() -> get(url));

    assertThat(thrown).isInstanceOf(ConnectException.class);
    assertFailed(agent().span("GET"), null, thrown.getClass().getName());
  }

  @Test
  void aResponseThatDoesNotComeInTimeIsAFailure() {
    Throwable thrown = catchThrowable(() -> get(server.url("/never")));

    assertThat(thrown.getClass().getName()).endsWith("TimeoutException");
    assertFailed(agent().span("GET"), null, thrown.getClass().getName());
  }

  @Test
  void aRedirectIsPartOfItsExchange() throws Exception {
    assertThat(get(server.url("/moved"))).isEqualTo(new Answer(200, "hello"));

    assertThat(agent().trace()).isEqualTo("CLIENT GET");
    SpanData span = agent().span("GET");
    assertThat(span.getAttributes().get(STATUS)).isEqualTo(200);
    assertThat(span.getAttributes().get(AttributeKey.stringKey("url.full")))
        .isEqualTo(server.url("/moved"));
    assertThat(traceparents()).containsExactly(traceparent(span), traceparent(span));
  }

  @Test
  void aSecureRequestIsOneOperation() throws Exception {
    assertThat(get(server.secureUrl("/hello"))).isEqualTo(new Answer(200, "hello"));

    assertThat(agent().trace()).isEqualTo("CLIENT GET");
    assertThat(agent().span("GET").getAttributes().get(AttributeKey.stringKey("url.full")))
        .isEqualTo(server.secureUrl("/hello"));
    assertThat(traceparents()).containsExactly(traceparent(agent().span("GET")));
  }

  @Test
  void theQueryIsNotRecorded() throws Exception {
    get(server.url("/hello?token=secret"));

    assertThat(agent().span("GET").getAttributes().get(AttributeKey.stringKey("url.full")))
        .isEqualTo(server.url("/hello"));
  }

  @Test
  void aHeadRequestHasNoBody() throws Exception {
    assertThat(send("HEAD", server.url("/hello"), null)).isEqualTo(new Answer(200, ""));

    assertThat(agent().trace()).isEqualTo("CLIENT HEAD");
  }

  @InProcessOnly
  @Test
  void aClientUnderAClientCountsOnce() throws Exception {
    Operation outer = Operation.start(HttpClient.TYPE);
    outer.name("outer");
    try {
      get(server.url("/hello"));
    } finally {
      outer.end();
    }

    assertThat(agent().trace()).isEqualTo("CLIENT outer");
  }

  @InProcessOnly
  @Test
  void aWatcherSeesTheStatusAndTheBody() throws Exception {
    assertThat(send("POST", server.url("/watched/hello"), "question"))
        .isEqualTo(new Answer(200, "hello"));

    assertThat(Watching.notes())
        .containsExactly("POST http://127.0.0.1/watched/hello", "status 200", "body hello");
    assertThat(agent().trace()).isEqualTo("CLIENT watched");
    assertThat(traceparents()).containsExactly(traceparent(agent().span("watched")));
  }

  @InProcessOnly
  @Test
  void aWatcherSeesTheBodyOfAnError() throws Exception {
    assertThat(get(server.url("/watched/broken"))).isEqualTo(new Answer(500, "broken"));

    assertThat(Watching.notes())
        .containsExactly("GET http://127.0.0.1/watched/broken", "status 500", "body broken");
    assertThat(agent().span("watched").getAttributes().get(ERROR)).isEqualTo("500");
  }

  @InProcessOnly
  @Test
  void aWatcherSeesTheBeginningOfALargeBody() throws Exception {
    assertThat(get(server.url("/watched/large")).body()).hasSize(100_000);

    assertThat(Watching.notes()).last().isEqualTo("body of 65536");
  }

  @InProcessOnly
  @Test
  void aWatcherHearsOfAFailure() {
    Throwable thrown = catchThrowable(() -> get(server.url("/watched/never")));

    assertThat(Watching.notes())
        .containsExactly(
            "GET http://127.0.0.1/watched/never", "failed " + thrown.getClass().getSimpleName());
  }

  /** Asserts that of two calls the second was sent twice, and was one operation. */
  void assertResent(FlakyServer flaky) {
    List<SpanData> spans = agent().spans(2);
    assertThat(spans).hasSize(2);
    assertThat(spans.get(0).getAttributes().get(RESENT)).isNull();
    assertThat(spans.get(1).getAttributes().get(RESENT)).isEqualTo(1);
    assertThat(spans.get(1).getAttributes().get(STATUS)).isEqualTo(200);
    assertThat(spans.get(1).getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(flaky.traceparents())
        .containsExactly(
            traceparent(spans.get(0)), traceparent(spans.get(1)), traceparent(spans.get(1)));
  }
}
