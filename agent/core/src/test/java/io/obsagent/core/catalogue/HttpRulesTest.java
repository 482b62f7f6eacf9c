/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.obsagent.core.http.HttpActive;
import io.obsagent.core.http.HttpCapture;
import io.obsagent.core.http.HttpWants;
import io.obsagent.core.operation.Event;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.HttpClient;
import io.obsagent.core.vocabulary.HttpServer;
import io.obsagent.core.vocabulary.ReplicateCall;
import io.obsagent.core.vocabulary.WebSocket;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Headers and bodies in rules. */
class HttpRulesTest {
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

  @TempDir Path folder;

  private InstalledRules rules;

  @AfterEach
  void close() {
    if (rules != null) {
      rules.close();
    }
  }

  static Map<String, String> headers(String... headers) {
    Map<String, String> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    map.put("Content-Type", "application/json; charset=utf-8");
    for (int i = 0; i < headers.length; i += 2) {
      map.put(headers[i], headers[i + 1]);
    }
    return map;
  }

  private static Operation served(String method, @Nullable String route) {
    return Operation.startDetached(HttpServer.TYPE, Context.root())
        .set(HttpServer.METHOD, method)
        .set(HttpServer.ROUTE, route);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A request served, as a server instrumentation would tell it. */
  static void serve(String path, String route, Map<String, String> head, String body) {
    Operation request = served("POST", route);
    HttpCapture capture = HttpWants.SERVED.open("POST", null, path, null);
    request.set(HttpServer.CAPTURE, capture);
    if (capture != null) {
      capture.request(head, READER);
      capture.requestBody(bytes(body), 0, bytes(body).length);
      capture.requestEnd();
    }
    request.set(HttpServer.STATUS, 200).end();
  }

  /** A request sent, as a client instrumentation would tell it. */
  private static void send(String method, String path, String answer) {
    Operation request =
        Operation.startDetached(HttpClient.TYPE, Context.root())
            .set(HttpClient.METHOD, method)
            .set(HttpClient.HOST, "api.replicate.com")
            .set(HttpClient.PATH, path);
    HttpCapture capture = HttpWants.SENT.open(method, "api.replicate.com", path, null);
    request.set(HttpClient.CAPTURE, capture);
    if (capture != null) {
      capture.response(headers(), READER);
      capture.responseBody(bytes(answer), 0, bytes(answer).length);
    }
    request.end();
  }

  @Test
  void valuesAndLabelsComeFromBodiesAndHeaders() {
    rules =
        InstalledRules.of(
            folder,
            """
            metrics:
              value_eur:
                type: histogram
                buckets: [10]
                on: http.server POST /api/{shop}/checkout
                value: request.body.total
                labels: {plan: request.header.X-Plan, items: len(request.body.items)}
            """);
    serve(
        "/api/7/checkout?a=b",
        "/api/{shop}/checkout",
        headers("x-plan", "pro"),
        "{\"items\": [{}, {}], \"total\": 12.5}");
    assertThat(rules.series("value_eur")).isEqualTo(Map.of("{items=2, plan=pro}", 1.0));
    assertThat(rules.sum("value_eur")).isEqualTo(12.5);
  }

  @Test
  void onlyExchangesThatARuleMayTakeAreRead() {
    assertThat(HttpWants.SERVED.open("POST", null, "/a", null)).isNull();
    rules =
        InstalledRules.of(
            folder,
            """
            metrics:
              a_total: {type: counter, on: http.server POST /a/*, value: request.body.n}
              b_total: {type: counter, on: http.server * **}
            """);
    assertThat(HttpWants.SERVED.open("POST", null, "/a/b/c", null)).isNotNull();
    assertThat(HttpWants.SERVED.open("POST", null, "/b", null)).isNull();
    assertThat(HttpWants.SERVED.open("GET", null, "/a/b", null)).isNull();
    assertThat(HttpWants.SENT.any()).isFalse();
    rules.close();
    assertThat(HttpWants.SERVED.any()).isFalse();
  }

  @Test
  void bodiesOfOtherKindsHaveNoValue() {
    rules =
        InstalledRules.of(
            folder,
            """
            metrics:
              a_total:
                type: counter
                on: http.server POST /a
                labels: {n: request.body.n}
            """);
    serve("/a", "/a", headers("Content-Type", "text/plain"), "{\"n\": 1}");
    serve("/a", "/a", headers("Content-Encoding", "br"), "{\"n\": 2}");
    serve("/a", "/a", headers("Content-Type", "application/problem+json"), "{\"n\": 3}");
    assertThat(rules.series("a_total")).isEqualTo(Map.of("{n=unknown}", 2.0, "{n=3}", 1.0));
  }

  @Test
  void namesWithOtherSignsAreReadInQuotes() {
    rules =
        InstalledRules.of(
            folder,
            """
            metrics:
              a_total:
                type: counter
                on: http.server POST /a
                labels:
                  card: request.body.payment.'card-type'
                  first: request.body."line items".0.'price (net)' else 'none'
            """);
    serve(
        "/a",
        "/a",
        headers(),
        "{\"payment\": {\"card-type\": \"debit\"}, \"line items\": [{\"price (net)\": 7}]}");
    Map<String, String> form = headers("Content-Type", "application/x-www-form-urlencoded");
    serve("/a", "/a", form, "payment[card-type]=credit");
    assertThat(rules.series("a_total"))
        .isEqualTo(Map.of("{card=debit, first=7}", 1.0, "{card=credit, first=none}", 1.0));
    rules.close();
    assertThat(
            InstalledRules.problems(
                folder,
                "metrics: {a_total: {type: counter, on: http.server POST /a, labels:"
                    + " {a: \"request.body.'a.b'\"}}}"))
        .singleElement(STRING)
        .contains("what is in quotes after a dot has none itself");
  }

  @Test
  void fieldsOfFormsAreReadByTheSamePaths() {
    rules =
        InstalledRules.of(
            folder,
            """
            metrics:
              value_eur:
                type: histogram
                buckets: [10]
                on: http.server POST /checkout
                when: request.body.paid
                value: request.body.total
                labels: {plan: request.body.plan}
            """);
    Map<String, String> head = headers("Content-Type", "application/x-www-form-urlencoded");
    serve("/checkout", "/checkout", head, "plan=pro+plus&paid=true&total=12.50");
    serve("/checkout", "/checkout", head, "plan=free&paid=false&total=0");
    serve("/checkout", "/checkout", headers(), "{\"plan\":\"pro\",\"paid\":true,\"total\":2}");
    assertThat(rules.series("value_eur"))
        .isEqualTo(Map.of("{plan=pro plus}", 1.0, "{plan=pro}", 1.0));
    assertThat(rules.sum("value_eur")).isEqualTo(14.5);
  }

  @Test
  void aPredictionGoesFromItsRequestToItsWebhook() {
    rules =
        InstalledRules.of(
            folder,
            """
            operations:
              replicate:
                key: response.body.id
                start: http.client POST api.replicate.com/v1/**/predictions
                end:
                  - on: [http.client POST api.replicate.com/v1/**/predictions, http.client GET api.replicate.com/v1/predictions/*]
                    when: response.body.status ~ 'succeeded|failed|canceled'
                  - on: http.server POST /webhooks/replicate
                    key: request.body.id
                    when: request.body.status ~ 'succeeded|failed|canceled'
            metrics:
              predictions_total:
                type: counter
                on: operation replicate
                labels: {status: end.request.body.status else end.response.body.status}
            """);
    send("POST", "/v1/predictions", "{\"id\": \"p1\", \"status\": \"starting\"}");
    send("POST", "/v1/models/a/b/predictions", "{\"id\": \"p2\", \"status\": \"starting\"}");
    send("GET", "/v1/predictions/p1", "{\"id\": \"p1\", \"status\": \"processing\"}");
    send("GET", "/v1/predictions/p1", "{\"id\": \"p1\", \"status\": \"succeeded\"}");
    serve(
        "/webhooks/replicate",
        "/webhooks/replicate",
        headers(),
        "{\"id\": \"p2\", \"status\": \"failed\"}");
    assertThat(rules.series("predictions_total"))
        .isEqualTo(Map.of("{status=succeeded}", 1.0, "{status=failed}", 1.0));
  }

  @Test
  void aRequestThatIsAnotherOperationStartsOneWithIt() {
    rules =
        InstalledRules.of(
            folder,
            """
            operations:
              replicate:
                key: path
                start: http.client POST **
                end: http.client GET **
            metrics:
              predictions_seconds: {type: histogram, on: operation replicate}
            """);
    Operation call = Operation.startDetached(ReplicateCall.TYPE, Context.root());
    for (String method : new String[] {"POST", "GET"}) {
      Event exchange = Event.of(HttpClient.TYPE, call);
      exchange.set(HttpClient.METHOD, method).set(HttpClient.PATH, "/p");
      exchange.tell(1_000_000);
    }
    call.end();
    assertThat(rules.series("predictions_seconds")).isEqualTo(Map.of("{}", 1.0));
    assertThat(rules.series("obs_rule_skipped_total")).isEmpty();
  }

  @Test
  void anEventStartsOneAsWell() {
    rules =
        InstalledRules.of(
            folder,
            """
            operations:
              visit: {key: "'k'", start: event websocket.open, end: event websocket.close}
            metrics:
              visit_seconds: {type: histogram, on: operation visit}
            """);
    Event.of(WebSocket.OPEN).tell(2_000_000_000L);
    Event.of(WebSocket.CLOSE).tell();
    assertThat(rules.series("visit_seconds")).isEqualTo(Map.of("{}", 1.0));
    assertThat(rules.sum("visit_seconds")).isBetween(2.0, 30.0);
  }

  @Test
  void jsonInTextsIsRead() {
    rules =
        InstalledRules.of(
            folder,
            """
            metrics:
              a_total:
                type: counter
                on: http.server POST /a
                labels:
                  kind: json(request.header.x-event).data.0.kind
                  count: len(json(request.header.x-event).data)
            """);
    serve("/a", "/a", headers("X-Event", " {\"data\": [{\"kind\": \"new\"}]}"), "");
    serve("/a", "/a", headers("X-Event", "none"), "");
    assertThat(rules.series("a_total"))
        .isEqualTo(Map.of("{count=1, kind=new}", 1.0, "{count=unknown, kind=unknown}", 1.0));
  }

  @Test
  void requestsAreCountedWhileTheyAreServed() {
    Operation early = served("GET", null);
    HttpActive.begin(early);
    rules =
        InstalledRules.of(
            folder,
            """
            metrics:
              connections_active: {type: gauge, on: http.server.active}
              in_flight: {type: gauge, on: http.server.active, when: requests > 0, labels: {endpoint: route}}
            """);
    assertThat(rules.series("connections_active")).isEqualTo(Map.of("{}", 0.0));
    Operation first = served("GET", null);
    HttpActive.begin(first);
    Operation second = served("POST", null);
    HttpActive.begin(second);
    HttpActive.route(second.set(HttpServer.ROUTE, "/in/flight"));
    assertThat(rules.series("connections_active")).isEqualTo(Map.of("{}", 2.0));
    assertThat(rules.series("in_flight"))
        .isEqualTo(Map.of("{endpoint=unknown}", 1.0, "{endpoint=/in/flight}", 1.0));
    for (Operation request : new Operation[] {second, second, first, early}) {
      HttpActive.end(request);
      request.end();
    }
    assertThat(rules.series("connections_active")).isEqualTo(Map.of("{}", 0.0));
  }

  @Test
  void mistakesAreToldWithTheMend() {
    assertThat(
            InstalledRules.problems(
                folder,
                """
                metrics:
                  a_total: {type: counter, on: http.server * **, value: request.bdy.total}
                  b_total: {type: counter, on: http.server * **, value: request.header}
                  c_total: {type: counter, on: http.server * **, value: request.header.Cookie}
                  d_total: {type: counter, on: http.server * **, value: response.boddy}
                """))
        .containsExactly(
            "rules.yaml:2:57: error: 'request.bdy.total' is not available here. Did you mean"
                + " request.body.total?",
            "rules.yaml:3:57: error: 'request.header' needs the name of a header, such as"
                + " request.header.x-plan",
            "rules.yaml:4:57: error: 'request.header.Cookie' is a secret, which no rule may read",
            "rules.yaml:5:57: error: 'response.boddy' is not available here. Did you mean"
                + " response.body?");
  }
}
