/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Operations;
import io.obsagent.core.server.MetricsServer;
import io.obsagent.core.vocabulary.DbQuery;
import io.obsagent.core.vocabulary.HttpServer;
import io.obsagent.core.vocabulary.Observations;
import io.opentelemetry.context.Context;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ErrorsPageTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private MetricsServer server;

  @BeforeEach
  void serve() {
    Operations.ready(null);
    server =
        new MetricsServer(
            "127.0.0.1", 0, Map.of("/errors", new ErrorsPage(new Errors())), line -> {});
    server.start();
    while (server.port() <= 0) {
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private String get(String accept, Predicate<String> wanted) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + "/errors");
    HttpRequest request = HttpRequest.newBuilder(uri).header("Accept", accept).build();
    String body;
    long end = System.nanoTime() + 10_000_000_000L;
    do {
      body = client.send(request, BodyHandlers.ofString()).body();
    } while (!wanted.test(body) && System.nanoTime() < end);
    return body;
  }

  private static Operation fail(Throwable error) {
    Operation request = Operation.start(HttpServer.TYPE, Context.root());
    Operation query = Operation.start(DbQuery.TYPE);
    query.fail(error).end();
    request.fail(error).end();
    return request;
  }

  private static Throwable late() {
    return new CompletionException(new IllegalStateException("ann@example.com is late"));
  }

  private static Throwable lost() {
    return new IllegalStateException("ann@example.com is lost");
  }

  @Test
  void withoutErrorsItIsEmpty() throws Exception {
    assertThat(get("*/*", body -> true)).isEmpty();
    assertThat(get("application/json", body -> true)).isEqualTo("{\"errors\":[],\"others\":0}");
  }

  @Test
  void errorsAreGroupedByTypeAndPlaceTheMostFrequentFirst() throws Exception {
    fail(lost());
    fail(late());
    Operation last = fail(late());
    String text = get("*/*", body -> body.startsWith("2") && body.lines().count() == 2);
    assertThat(text.lines().toList())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("java.lang.IllegalStateException"))
        .allSatisfy(line -> assertThat(line).contains("  http.server  "))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("2  ")
                    .contains(".late(ErrorsPageTest.java:")
                    .endsWith("  " + last.traceId()),
            line -> assertThat(line).startsWith("1  ").contains(".lost("));
  }

  @Test
  void messagesAreNotShown() throws Exception {
    fail(lost());
    assertThat(get("application/json", body -> body.contains("lost("))).doesNotContain("ann");
  }

  @Test
  void jsonHasTheSame() throws Exception {
    Operation failed = fail(lost());
    assertThat(get("application/json", body -> body.contains("lost(")))
        .matches(
            "\\{\"errors\":\\[\\{\"count\":1,\"type\":\"java.lang.IllegalStateException\","
                + "\"at\":\".*\\.lost\\(ErrorsPageTest.java:\\d+\\)\",\"fingerprint\":\"[0-9a-f]{16}\","
                + "\"operation\":\"http.server\",\"first_seen\":\"20[^\"]*Z\",\"last_seen\":\"20[^\"]*Z\","
                + "\"trace_id\":\""
                + failed.traceId()
                + "\"}],\"others\":0}");
  }

  @Test
  void rulesCanCountThemByFingerprint() throws Exception {
    fail(lost());
    fail(lost());
    get("*/*", body -> body.startsWith("2"));
    assertThat(Observations.ERROR_GROUP.things())
        .anySatisfy(
            group -> {
              assertThat(group.read("type")).isEqualTo("java.lang.IllegalStateException");
              assertThat(group.read("at")).isEqualTo(ErrorsPageTest.class.getName() + ".lost");
              assertThat((String) group.read("fingerprint")).matches("[0-9a-f]{16}");
              assertThat(group.read("count")).isEqualTo(2L);
            });
  }

  @Test
  void groupsAreBoundedAndEveryErrorIsCounted() throws Exception {
    for (int i = 0; i < 1000; i++) {
      Throwable error = new IllegalStateException();
      error.setStackTrace(
          new StackTraceElement[] {new StackTraceElement("acme.C" + i, "m", "C.java", i)});
      fail(error);
    }
    String all =
        get(
            "*/*",
            body -> {
              long others = 0;
              long groups = 0;
              for (String line : body.lines().toList()) {
                if (line.endsWith("others")) {
                  others = Long.parseLong(line.substring(0, line.indexOf(' ')));
                } else {
                  groups++;
                }
              }
              return groups <= 200 && others + groups == 1000;
            });
    assertThat(all.lines().count()).isLessThanOrEqualTo(201);
    assertThat(all).endsWith("  others\n");
  }

  @Test
  void theSameMethodIsTheSamePlaceWhateverIsGeneratedAroundIt() {
    Throwable first = lost();
    Throwable second = lost();
    first.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("java.util.Optional", "get", null, 1),
          new StackTraceElement("acme.Shop", "lambda$sell$0", "Shop.java", 3)
        });
    second.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("acme.Shop$$SpringCGLIB$$0", "lambda$sell$12", "Shop.java", 9)
        });
    assertThat(ErrorPlace.of(first).fingerprint).isEqualTo(ErrorPlace.of(second).fingerprint);
    assertThat(ErrorPlace.of(first).frame).isEqualTo("acme.Shop.lambda$sell(Shop.java:3)");
  }
}
