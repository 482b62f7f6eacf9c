/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExplainTest {
  private static final String TOLD = "obs_rule_evaluations_total{rule=\"other\"} 3\n";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private HttpServer server;
  private String page = "";

  @BeforeEach
  void serveAPage() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
          try (OutputStream body = exchange.getResponseBody()) {
            body.write(bytes);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private int explain(String rule, String... more) {
    String[] arguments = new String[4 + more.length];
    arguments[0] = "explain";
    arguments[1] = rule;
    arguments[2] = "--url";
    arguments[3] = "http://127.0.0.1:" + server.getAddress().getPort();
    System.arraycopy(more, 0, arguments, 4, more.length);
    return Commands.run(
        new File("none.jar"), new PrintStream(out), new PrintStream(err), arguments);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aRuleWithSeriesIsNotSilent() {
    page =
        "http_requests_total{method=\"GET\",status=\"200\"} 3\nhttp_requests_total{method=\"PUT\"} 1\n";
    assertThat(explain("http_requests_total")).isZero();
    assertThat(out())
        .startsWith("http_requests_total on http.server * ** (core)\n  series on the page: 2\n")
        .endsWith("It is not silent.\n");
  }

  @Test
  void whatWasSkippedIsToldWithItsReason() {
    page =
        TOLD
            + "obs_rule_evaluations_total{rule=\"a\\\"b\"} 412\n"
            + "obs_rule_skipped_total{rule=\"a\\\"b\",reason=\"when\"} 411 1700000000\n"
            + "obs_rule_skipped_total{reason=\"null\",rule=\"a\\\"b\"} 1\n";
    assertThat(explain("a\"b")).isZero();
    assertThat(out())
        .contains("  evaluations: 412\n")
        .contains("  skipped 411 times: its `when` was false\n")
        .contains("  skipped once: its value was null\n")
        .endsWith("It is silent because all that it saw was skipped.\n");
  }

  @Test
  void aRuleThatSawNothingSaysOfWhat() {
    page = TOLD;
    assertThat(explain("http_requests_total")).isZero();
    assertThat(out())
        .contains("  evaluations: 0\n")
        .endsWith("because nothing that it is on has happened yet: no http.server * **.\n");
  }

  @Test
  void aPageWithoutSelfMetricsIsSaidToLackThem() {
    page = "jvm_threads_current 12\n";
    assertThat(explain("http_requests_total")).isZero();
    assertThat(out())
        .contains("  evaluations: not told\n")
        .contains("The page has no obs_rule_evaluations_total, so it cannot be said");
  }

  @Test
  void anUnknownRuleGetsASuggestion() {
    assertThat(explain("http_request_total")).isEqualTo(1);
    assertThat(err()).contains("'http_request_total'. Did you mean 'http_requests_total'?");
  }

  @Test
  void jsonHasNumbersAndAVerdict() {
    page = TOLD + "obs_rule_skipped_total{rule=\"other\",reason=\"error\"} 3\n";
    assertThat(explain("other", "--json")).isZero();
    assertThat(out())
        .isEqualTo(
            "{\"rule\":\"other\",\"source\":null,\"series\":0,\"evaluations\":3.0,\"skipped\":{\"error\":3.0},"
                + "\"overflowed\":0.0,\"verdict\":\"It is silent because all that it saw was skipped.\"}\n");
  }

  @Test
  void aServerThatDoesNotAnswerIsAnError() {
    server.stop(0);
    assertThat(explain("http_requests_total")).isEqualTo(1);
    assertThat(err()).startsWith("error: cannot read http://127.0.0.1:").contains("--url");
  }

  @Test
  void theAgentsArgumentIsFoundAmongTheOptionsOfAJvm() {
    assertThat(
            JavaProcess.argument(
                "-Xmx1g -javaagent:/opt/obs-agent.jar=a=b;c=d -Dx=y", "obs-agent.jar"))
        .isEqualTo("a=b;c=d");
    assertThat(JavaProcess.argument("-javaagent:/opt/obs-agent.jar", "obs-agent.jar")).isEmpty();
    assertThat(JavaProcess.argument("-javaagent:/opt/other.jar=a=b", "obs-agent.jar")).isNull();
  }
}
