/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import static io.obsagent.core.catalogue.InstalledRules.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.HttpClient;
import io.obsagent.core.vocabulary.HttpServer;
import io.obsagent.core.vocabulary.Job;
import io.obsagent.core.vocabulary.Observations;
import io.obsagent.core.vocabulary.S3Object;
import io.opentelemetry.context.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds {@code docs/rules.md} to what the agent does. */
class RulesDocumentTest {
  private static final Pattern BLOCK =
      Pattern.compile("(?ms)^```(yaml|yaml wrong|text)\\n(.*?)^```$");

  /** A row of the tables of sources: what it is, an example, names. */
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| [^|]+ \\| `([^`]+)` \\| ([^|]+) \\|$");

  @TempDir Path folder;

  private String page;
  private InstalledRules rules;

  @BeforeEach
  void read() throws IOException {
    page = Files.readString(Path.of("../../docs/rules.md"));
  }

  @AfterEach
  void close() {
    if (rules != null) {
      rules.close();
    }
  }

  private List<String> blocks(String kind) {
    List<String> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(page);
    while (matcher.find()) {
      if (matcher.group(1).equals(kind)) {
        blocks.add(matcher.group(2));
      }
    }
    return blocks;
  }

  /** Puts the example in force that defines a metric. */
  private void install(String metric) {
    for (String block : blocks("yaml")) {
      if (block.contains("\n  " + metric + ":")) {
        rules = InstalledRules.of(folder, block);
        return;
      }
    }
    throw new AssertionError("no example of " + metric);
  }

  @Test
  void everyExampleCompiles() {
    assertThat(blocks("yaml")).hasSizeGreaterThan(10);
    for (String block : blocks("yaml")) {
      assertThat(InstalledRules.problems(folder, block)).as(block).isEmpty();
    }
  }

  @Test
  void theMistakesGiveTheLinesThatThePageShows() {
    assertThat(blocks("yaml wrong")).hasSize(1);
    assertThat(InstalledRules.problems(folder, blocks("yaml wrong").get(0)))
        .containsExactly(blocks("text").get(0).split("\n"));
  }

  @Test
  void eachSourceHasTheNamesThatThePageLists() {
    int rows = 0;
    String before = "";
    Matcher matcher = ROW.matcher(page);
    while (matcher.find()) {
      if (matcher.group(1).startsWith("obs_") || matcher.group(1).contains("(")) {
        continue;
      }
      List<String> names = new ArrayList<>();
      for (String name : SourceParser.parse(matcher.group(1), Map.of()).names().all()) {
        if (!List.of("outcome", "duration", "error").contains(name)) {
          names.add(name);
        }
      }
      String listed = matcher.group(2).equals("the same") ? before : matcher.group(2);
      assertThat(Arrays.asList(listed.split(", "))).as(matcher.group(1)).isEqualTo(names);
      before = listed;
      rows++;
    }
    assertThat(rows).isEqualTo(20);
  }

  @Test
  void everyKeyOfMetricsAndReasonIsOnThePage() {
    for (String metric :
        List.of(
            "obs_rule_evaluations_total",
            "obs_rule_seconds_total",
            "obs_rule_skipped_total",
            "obs_rule_overflow_total",
            "obs_rule_suspended")) {
      assertThat(page).contains("`" + metric + "{rule");
    }
  }

  // ---- the examples at work ----

  @Test
  void theFirstRuleCountsBookings() {
    install("bookings_total");
    request("POST", "/api/bookings", 201);
    assertThat(rules.series("bookings_total")).isEqualTo(Map.of("{result=ok}", 1.0));
  }

  @Test
  void slowOrdersAreCounted() {
    install("slow_orders_total");
    request("POST", "/orders/{id}").end(6_000_000_000L);
    request("POST", "/orders/{id}").end(1_000_000_000L);
    assertThat(rules.series("slow_orders_total").values()).containsExactly(1.0);
    assertThat(rules.series("slow_orders_total").keySet())
        .singleElement()
        .asString()
        .contains("route=/orders/{id}");
  }

  @Test
  void paymentsAreMappedAllowedAndHashed() {
    install("payments_total");
    Operation.start(HttpClient.TYPE, Context.root())
        .set(HttpClient.METHOD, "POST")
        .set(HttpClient.HOST, "pay.example.com")
        .set(HttpClient.PATH, "/clients/7")
        .end();
    assertThat(rules.series("payments_total").keySet())
        .singleElement()
        .asString()
        .matches("\\{client=[0-9a-f]{16}, method=POST, result=paid}");
  }

  @Test
  void aMailSentAgainIsOneMail() {
    install("mails_total");
    for (String id : List.of("1", "1", "2")) {
      Operation.start(Job.TYPE, Context.root()).set(Job.NAME, "mail").set(Job.ID, id).end();
    }
    assertThat(rules.series("mails_total")).isEqualTo(Map.of("{}", 2.0));
  }

  @Test
  void cartsOpenAndClose() {
    install("open_carts");
    request("POST", "/carts", 201);
    request("POST", "/carts", 201);
    request("POST", "/carts", 201);
    request("POST", "/carts/{id}/checkout", 200);
    request("DELETE", "/carts/{id}", 204);
    assertThat(rules.series("open_carts")).isEqualTo(Map.of("{}", 1.0));
  }

  @Test
  void usersAreCountedOnce() {
    install("active_users");
    for (String user : List.of("a", "b", "a")) {
      request("GET", "/").set(HttpServer.USER_ID, user).end();
    }
    assertThat(rules.series("active_users")).isEqualTo(Map.of("{}", 2.0));
  }

  @Test
  void waitingMailsAreShown() {
    install("waiting_mails");
    Observations.QUEUE.put("m", field -> field.equals("queue") ? (Object) "mails" : 4L);
    try {
      assertThat(rules.series("waiting_mails")).isEqualTo(Map.of("{queue=mails}", 4.0));
    } finally {
      Observations.QUEUE.remove("m");
    }
  }

  @Test
  void uploadsAreMeasured() {
    install("upload_bytes");
    Operation.start(S3Object.TYPE, Context.root())
        .set(S3Object.OPERATION, "upload")
        .set(S3Object.BUCKET, "photos")
        .set(S3Object.KEY, "a.png")
        .set(S3Object.BYTES, 5000)
        .end();
    assertThat(rules.series("upload_bytes")).isEqualTo(Map.of("{bucket=photos}", 1.0));
    assertThat(rules.sum("upload_bytes")).isEqualTo(5000);
  }

  @Test
  void deliveriesGoFromTheOrderToTheJob() {
    install("delivery_seconds");
    request("POST", "/orders/{id}").set(HttpServer.PATH, "/orders/77").end();
    request("POST", "/orders/{id}").set(HttpServer.PATH, "/orders/78").end();
    Operation.start(Job.TYPE, Context.root()).set(Job.NAME, "deliver").set(Job.ID, "77").end();
    Operation.start(Job.TYPE, Context.root())
        .set(Job.NAME, "cancel")
        .set(Job.STATUS, "completed")
        .set(Job.ID, "78")
        .end();
    assertThat(rules.series("delivery_seconds"))
        .isEqualTo(Map.of("{by=deliver, outcome=ok}", 1.0, "{by=cancel, outcome=ok}", 1.0));
  }

  @Test
  void builtInRulesAreReplacedSwitchedOffAndNamedAnew() {
    install("api_calls_total");
    request("GET", "/api/users", 200);
    request("GET", "/page", 200);
    assertThat(rules.series("http_requests_total"))
        .isEqualTo(Map.of("{route=/api/users, status=200}", 1.0))
        .isEqualTo(rules.series("api_calls_total"));
    assertThat(rules.catalogue.metrics().stream().map(Metric::name))
        .doesNotContain("jvm_threads_current");
  }
}
