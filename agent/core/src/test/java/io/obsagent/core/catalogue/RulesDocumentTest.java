/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import static io.obsagent.core.catalogue.HttpRulesTest.headers;
import static io.obsagent.core.catalogue.HttpRulesTest.serve;
import static io.obsagent.core.catalogue.InstalledRules.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.database.BoundValues;
import io.obsagent.core.log.Logged;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.CacheGet;
import io.obsagent.core.vocabulary.DbQuery;
import io.obsagent.core.vocabulary.HttpClient;
import io.obsagent.core.vocabulary.HttpServer;
import io.obsagent.core.vocabulary.Job;
import io.obsagent.core.vocabulary.Observations;
import io.obsagent.core.vocabulary.RedisCommand;
import io.obsagent.core.vocabulary.S3Object;
import io.obsagent.core.vocabulary.Schedule;
import io.obsagent.core.vocabulary.StripeEvent;
import io.obsagent.core.vocabulary.WebSocket;
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

  /** A metric's name. */
  private static final Pattern METRIC = Pattern.compile("(?m)^  ([a-z_]+):");

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
    assertThat(rows).isGreaterThanOrEqualTo(18);
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
  void eachExampleIsAtWorkBelow() throws IOException {
    String here =
        Files.readString(
            Path.of("src/test/java/io/obsagent/core/catalogue/RulesDocumentTest.java"));
    for (String block : blocks("yaml")) {
      Matcher metric = METRIC.matcher(block.substring(block.indexOf("metrics:")));
      boolean installed = false;
      while (metric.find()) {
        installed |= here.contains("install(\"" + metric.group(1) + "\")");
      }
      assertThat(installed || block.contains("images_processed_total")).as(block).isTrue();
    }
  }

  @Test
  void theExampleOfMethodsIsThatOfTheApplicationThatRunsIt() throws IOException {
    String examples = Files.readString(Path.of("../../smoke-tests/rules/rules.yaml"));
    for (String block : blocks("yaml")) {
      if (block.contains("images_processed_total")) {
        assertThat(examples).contains(block.substring("metrics:\n".length()));
      }
    }
  }

  @Test
  void whatIsShownAndAlertedIsRecordedAsEver() {
    install("refunds_total");
    Map<String, String> form = headers("Content-Type", "application/x-www-form-urlencoded");
    serve("/refunds", "/refunds", form, "reason=too+late");
    assertThat(rules.series("refunds_total")).isEqualTo(Map.of("{reason=too late}", 1.0));
  }

  @Test
  void whatIsWrittenIsCounted() {
    install("writes_total");
    for (String operation : List.of("INSERT", "UPDATE", "SELECT")) {
      Operation.start(DbQuery.TYPE, Context.root())
          .set(DbQuery.OPERATION, operation)
          .set(DbQuery.TABLE, "any")
          .end();
    }
    Operation.start(RedisCommand.TYPE, Context.root())
        .set(RedisCommand.OPERATION, "SET")
        .set(RedisCommand.KEY, "a")
        .end();
    assertThat(rules.series("writes_total"))
        .isEqualTo(Map.of("{how=INSERT}", 1.0, "{how=UPDATE}", 1.0, "{how=SET}", 1.0));
  }

  @Test
  void usersAreCountedByWhereTheyCameFrom() {
    install("users_created_total");
    for (String source : Arrays.asList("web", "pigeon", null)) {
      Object[] bound = new Object[BoundValues.slot("source") + 1];
      bound[BoundValues.slot("source")] = source;
      Operation.start(DbQuery.TYPE, Context.root())
          .set(DbQuery.OPERATION, "INSERT")
          .set(DbQuery.TABLE, "users")
          .set(DbQuery.ROWS, 2)
          .set(DbQuery.PARAMS, bound)
          .end();
    }
    assertThat(rules.series("users_created_total"))
        .isEqualTo(Map.of("{source=web}", 2.0, "{source=_other}", 2.0, "{source=unknown}", 2.0));
  }

  private static final class OfLogger extends Logged {
    OfLogger(String level) {
      super(rank(level));
    }

    @Override
    protected String logger() {
      return "a.B";
    }

    @Override
    protected String message() {
      return "text";
    }

    @Override
    public String context(String key) {
      return null;
    }

    @Override
    public Throwable error() {
      return null;
    }
  }

  @Test
  void errorsAreCountedAsLoggedAndAsTheyLeave() {
    install("errors_logged_total");
    for (String level : List.of("ERROR", "FATAL", "WARN")) {
      new OfLogger(level).tell();
    }
    request("GET", "/a").fail(new IllegalStateException()).end();
    Operation.start(Job.TYPE, Context.root()).fail(new IllegalStateException()).end();
    assertThat(rules.series("errors_logged_total")).isEqualTo(Map.of("{logger=a.B}", 2.0));
    assertThat(rules.series("errors_total"))
        .isEqualTo(
            Map.of(
                "{route=/a, type=IllegalStateException}", 1.0,
                "{route=none, type=IllegalStateException}", 1.0));
  }

  @Test
  void lateRunsAreMeasured() {
    install("nightly_lag_seconds");
    for (String name : List.of("nightlyReport", "hourly")) {
      Operation.start(Schedule.TYPE, Context.root())
          .set(Schedule.NAME, name)
          .set(Schedule.LAG, 2.5)
          .end();
    }
    assertThat(rules.series("nightly_lag_seconds")).isEqualTo(Map.of("{job=nightlyReport}", 1.0));
    assertThat(rules.sum("nightly_lag_seconds")).isEqualTo(2.5);
  }

  @Test
  void eventsAreCounted() {
    install("paid_cents_total");
    String object = "{'amount_paid': 1900, 'lines': {'data': [{'price': {'lookup_key': 'pro'}}]}}";
    for (String id : List.of("evt_1", "evt_1", "evt_2")) {
      String event = "{'id': '" + id + "', 'data': {'object': " + object + "}}";
      StripeEvent.verified("invoice.paid", id, event.replace('\'', '"'));
    }
    assertThat(rules.series("paid_cents_total")).isEqualTo(Map.of("{plan=pro}", 3800.0));

    for (boolean hit : new boolean[] {true, false, true}) {
      Operation.start(CacheGet.TYPE, Context.root())
          .set(CacheGet.CACHE, "prices")
          .set(CacheGet.HIT, (Object) hit)
          .end();
    }
    assertThat(rules.series("cache_hits_total")).isEqualTo(Map.of("{cache=prices}", 2.0));

    Object session = new Object();
    WebSocket.opened(session, "jetty");
    WebSocket.opened(new Object(), "jetty");
    WebSocket.closed(session, null);
    assertThat(rules.series("open_sockets")).isEqualTo(Map.of("{}", 1.0));
  }

  @Test
  void bodiesAndHeadersAreRead() {
    install("checkout_value_eur");
    serve("/api/checkout", "/api/checkout", headers("X-Plan", "pro"), "{\"total\": 12.5}");
    serve("/api/checkout", "/api/checkout", headers(), "{\"plan\": \"free\", \"total\": 2}");
    serve("/api/orders", "/api/orders", headers(), "{\"items\": [{\"kind\": \"book\"}, {}, {}]}");
    assertThat(rules.series("checkout_value_eur"))
        .isEqualTo(Map.of("{plan=pro}", 1.0, "{plan=free}", 1.0));
    assertThat(rules.sum("checkout_value_eur")).isEqualTo(14.5);
    assertThat(rules.series("items_total")).isEqualTo(Map.of("{first=book}", 3.0));
  }

  @Test
  void aHundredValuesOfALabelAreKeptHere() {
    install("page_views_total");
    for (int page = 0; page < 120; page++) {
      request("GET", "/p" + page, 200);
    }
    assertThat(rules.series("page_views_total"))
        .hasSize(101)
        .containsEntry("{route=/p0}", 1.0)
        .containsEntry("{route=_other}", 20.0);
  }

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
  void jobsAreToldApartByWhoRunsThem() {
    install("mails_sent_total");
    Operation.start(Job.TYPE, Context.root())
        .set(Job.NAME, "Mailer.send")
        .set(Job.SCHEDULER, "spring")
        .set(Job.STATUS, "failed")
        .end();
    Operation.start(Job.TYPE, Context.root())
        .set(Job.NAME, "mails")
        .set(Job.QUEUE, "mails")
        .set(Job.STATUS, "completed")
        .end();
    assertThat(rules.series("mails_sent_total")).isEqualTo(Map.of("{status=failed}", 1.0));
    assertThat(rules.series("elements_done_total")).isEqualTo(Map.of("{queue=mails}", 1.0));
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
    Operation upload =
        Operation.start(S3Object.TYPE, Context.root())
            .set(S3Object.OPERATION, "upload")
            .set(S3Object.BUCKET, "photos")
            .set(S3Object.KEY, "a.png")
            .set(S3Object.BYTES, 5000);
    assertThat(LogLabels.of(upload)).isEqualTo(Map.of("bucket", "photos"));
    upload.end();
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
