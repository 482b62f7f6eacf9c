/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.smoke.backend.Scrape;
import io.obsagent.smoke.servers.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What rules meet at their worst: the application is unharmed and sums stay exact. */
class RuleLimitsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String ORDERS =
      """
      metrics:
        orders_total:
          type: counter
          on: method example.reliability.Shop#order
          labels: {customer: args.customer}
      """;
  private static final String OTHERS =
      """
      metrics:
        shipped_total:
          type: counter
          on: method example.reliability.Shop#ship
          labels: {city: args.address.city}
        checkout_value:
          type: histogram
          buckets: [10, 100]
          on: http.server POST /checkout
          value: request.body.total
      """;

  @TempDir Path rules;

  private Jvm shop;
  private String metrics;

  @BeforeEach
  void start() throws Exception {
    write("a.yaml", ORDERS);
    write("b.yaml", OTHERS);
    int port = Ports.free();
    metrics = "http://127.0.0.1:" + port + "/metrics";
    shop =
        Jvm.startMain(
            List.of(
                "-javaagent:" + Jvm.AGENT,
                "-Dobs.rules=" + rules,
                "-Dobs.rules.poll.interval=1",
                "-Dobs.server.port=" + port,
                "-Dotel.traces.exporter=none",
                "-Dotel.metrics.exporter=none"),
            Map.of(),
            Jvm.classes(),
            "example.reliability.Shop");
    Poll.until(PATIENCE, "the agent serves", this::isServed);
  }

  @AfterEach
  void stop() throws Exception {
    shop.close();
  }

  /** As a deployment would: in one move. */
  private void write(String name, String yaml) throws IOException {
    Path next = Files.writeString(rules.resolve(name + ".next"), yaml);
    Files.move(next, rules.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private boolean isServed() {
    try {
      return Jvm.fetch(metrics).startsWith("200");
    } catch (Exception e) {
      return false;
    }
  }

  private double sum(String name, String... labels) {
    return Scrape.from(metrics).samples(name, labels).stream()
        .mapToDouble(Scrape.Sample::value)
        .sum();
  }

  private void awaitLine(String part) throws Exception {
    Poll.until(PATIENCE, part, () -> shop.lines().stream().anyMatch(line -> line.contains(part)));
  }

  private String post(InputStream body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(shop.url("/checkout")))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofInputStream(() -> body))
            .timeout(Duration.ofSeconds(60))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }

  @Test
  void aMillionValuesOfALabelAreFiftyAndTheRest() throws Exception {
    assertThat(shop.get("/order/1000000")).isEqualTo("200 order 1000000");
    Scrape scrape = Scrape.from(metrics);
    assertThat(scrape.samples("orders_total")).hasSize(51);
    assertThat(scrape.samples("orders_total", "customer", "_other")).hasSize(1);
    assertThat(sum("orders_total")).isEqualTo(1_000_000);
    assertThat(sum("orders_total", "customer", "customer-49")).isEqualTo(1);
    assertThat(sum("obs_rule_overflow_total", "rule", "orders_total")).isEqualTo(1_000_000 - 50);
  }

  @Test
  void aRuleThatAlwaysThrowsRests() throws Exception {
    assertThat(shop.get("/ship/1000")).isEqualTo("200 ship 1000");
    shop.get("/order/5");
    assertThat(sum("obs_rule_suspended", "rule", "shipped_total")).isEqualTo(1);
    assertThat(sum("obs_rule_skipped_total", "rule", "shipped_total", "reason", "error"))
        .isEqualTo(10);
    assertThat(sum("obs_rule_skipped_total", "rule", "shipped_total")).isEqualTo(1000);
    assertThat(sum("obs_rule_evaluations_total", "rule", "shipped_total")).isEqualTo(1000);
    assertThat(sum("orders_total")).as("other rules go on").isEqualTo(5);
    assertThat(shop.lines())
        .filteredOn(line -> line.contains("shipped_total"))
        .singleElement()
        .asString()
        .contains("rule 'shipped_total' failed 10 times in a minute");
  }

  @Test
  void aBodyOf100MegabytesCostsNoMemory() throws Exception {
    long length = 100_000_000;
    assertThat(post(new Padded("{\"total\": 42, \"rest\": \"", length)))
        .isEqualTo("read " + length);
    assertThat(post(new Padded("{\"rest\": \"", length))).isEqualTo("read " + length);
    Poll.until(PATIENCE, "both are known", () -> sum("obs_rule_skipped_total") == 1);
    assertThat(sum("checkout_value_count")).isEqualTo(1);
    assertThat(sum("checkout_value_sum")).isEqualTo(42);
    assertThat(sum("obs_rule_skipped_total", "rule", "checkout_value", "reason", "null"))
        .isEqualTo(1);
  }

  @Test
  void rulesThatBecomeGarbageAreALineAndTheLastGoodOnesHold() throws Exception {
    shop.get("/order/3");
    write("a.yaml", "metrics: [\u0000\u0001 garbage {{{");
    awaitLine("a.yaml:1:");
    shop.get("/order/4");
    assertThat(sum("orders_total")).isEqualTo(7);
    write("a.yaml", ORDERS);
    shop.get("/order/5");
    assertThat(sum("orders_total")).isEqualTo(12);
  }

  @Test
  void twoFilesThatClashChangeNothing() throws Exception {
    shop.get("/order/3");
    write("c.yaml", ORDERS.replace("customer:", "buyer:"));
    awaitLine("c.yaml:2:");
    shop.get("/order/4");
    assertThat(sum("orders_total")).isEqualTo(7);
    assertThat(shop.lines()).anyMatch(line -> line.contains("orders_total"));
  }

  @Test
  void aRuleOnAClassThatIsLoadedCountsFromThenOn() throws Exception {
    shop.get("/cancel/3");
    write(
        "c.yaml",
        """
        metrics:
          canceled_total: {type: counter, on: method example.reliability.Shop#cancel}
        """);
    awaitLine("rules read anew");
    shop.get("/cancel/7");
    shop.get("/order/2");
    assertThat(sum("canceled_total")).isEqualTo(7);
    assertThat(sum("orders_total")).isEqualTo(2);
  }

  /** A text, and then one letter over and over until it is of a length, and the end of the JSON. */
  private static final class Padded extends InputStream {
    private final byte[] begin;
    private final long length;
    private long at;

    Padded(String begin, long length) {
      this.begin = begin.getBytes(StandardCharsets.UTF_8);
      this.length = length;
    }

    @Override
    public int read() {
      if (at >= length) {
        return -1;
      }
      long here = at++;
      if (here < begin.length) {
        return begin[(int) here];
      }
      return here == length - 1 ? '}' : here == length - 2 ? '"' : 'x';
    }
  }
}
