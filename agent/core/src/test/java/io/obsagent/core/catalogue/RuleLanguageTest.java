/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import static io.obsagent.core.catalogue.InstalledRules.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.AuthJwt;
import io.obsagent.core.vocabulary.HttpServer;
import io.obsagent.core.vocabulary.Job;
import io.obsagent.core.vocabulary.Observations;
import io.obsagent.core.vocabulary.RedisCommand;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.ReadableSpan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleLanguageTest {
  @TempDir Path folder;

  private InstalledRules rules;

  @AfterEach
  void close() {
    if (rules != null) {
      rules.close();
    }
  }

  private void install(String yaml) {
    rules = InstalledRules.of(folder, yaml);
  }

  private List<String> problems(String yaml) {
    return InstalledRules.problems(folder, yaml);
  }

  private static void job(String name, String id) {
    Operation.start(Job.TYPE, Context.root()).set(Job.NAME, name).set(Job.ID, id).end();
  }

  private static void enqueue(String queue, String key) {
    Operation.start(RedisCommand.TYPE, Context.root())
        .set(RedisCommand.ACTION, "send")
        .set(RedisCommand.QUEUE, queue)
        .set(RedisCommand.KEY, key)
        .end();
  }

  // ---- once ----

  @Test
  void whatComesAgainCountsOnce() {
    install(
        """
        metrics:
          jobs_total: {type: counter, on: job *, once: id, labels: {name: name}}
        """);
    job("mail", "1");
    job("mail", "1");
    job("mail", "2");
    job("mail", null);
    assertThat(rules.series("jobs_total")).isEqualTo(Map.of("{name=mail}", 2.0));
    assertThat(rules.series("obs_rule_skipped_total"))
        .containsEntry("{reason=repeated, rule=jobs_total}", 1.0)
        .containsEntry("{reason=null, rule=jobs_total}", 1.0);
  }

  @Test
  void theKeysSeenAreBounded() {
    RecentKeys keys = new RecentKeys(1000);
    for (long i = 0; i < 100_000; i++) {
      assertThat(keys.add(i)).isTrue();
    }
    assertThat(keys.contains(99_000)).isTrue();
    assertThat(keys.add(99_000)).isFalse();
    assertThat(keys.contains(98_999)).isFalse();
    assertThat(keys.add(98_999)).isTrue();
    assertThat(keys.contains(99_000)).isFalse();
  }

  // ---- the time ----

  @Test
  void theTimeIsAValue() {
    install(
        """
        metrics:
          last_job_seconds: {type: gauge, on: job *, value: now()}
        """);
    double before = System.currentTimeMillis() / 1000.0;
    job("mail", "1");
    assertThat(rules.series("last_job_seconds").get("{}"))
        .isBetween(before, System.currentTimeMillis() / 1000.0);
  }

  @Test
  void theTimeIsAskedForWithoutArguments() {
    assertThat(
            problems(
                """
                metrics:
                  last_job_seconds: {type: gauge, on: job *, value: now(1)}
                """))
        .containsExactly("rules.yaml:2:57: error: a ) is missing");
  }

  // ---- several sources, up and down ----

  @Test
  void oneRuleHasSeveralSources() {
    install(
        """
        metrics:
          work_total: {type: counter, on: [job *, http.server POST /work], labels: {outcome: outcome}}
        """);
    job("mail", "1");
    request("POST", "/work", 200);
    request("GET", "/work", 200);
    assertThat(rules.series("work_total")).isEqualTo(Map.of("{outcome=ok}", 2.0));
  }

  @Test
  void upAndDownShareTheirSeries() {
    install(
        """
        metrics:
          pending: {type: updown, up: queue *, down: job *, labels: {kind: type(error) else 'any'}}
        """);
    enqueue("q", "k");
    enqueue("q", "k");
    enqueue("q", "k");
    job("q", "1");
    assertThat(rules.series("pending")).isEqualTo(Map.of("{kind=any}", 2.0));
  }

  @Test
  void upAndDownOfOneTypeAreToldApartByTheirSource() {
    install(
        """
        metrics:
          carts:
            type: updown
            up: http.server POST /carts
            down: http.server DELETE /carts/{id}
            value: response.status - 199
        """);
    request("POST", "/carts", 201);
    request("POST", "/carts", 200);
    request("DELETE", "/carts/{id}", 200);
    request("GET", "/carts", 200);
    assertThat(rules.series("carts")).isEqualTo(Map.of("{}", 2.0));
  }

  // ---- gauges ----

  @Test
  void aGaugeIsTheLastValue() {
    install(
        """
        metrics:
          last_status: {type: gauge, on: http.server * **, value: response.status}
        """);
    request("GET", "/a", 200);
    request("GET", "/a", 404);
    assertThat(rules.series("last_status")).isEqualTo(Map.of("{}", 404.0));
  }

  @Test
  void whatIsObservedIsReadNoMoreOftenThanAsked() {
    install(
        """
        metrics:
          waiting: {type: gauge, on: queue.poll *, every: 15s, value: length, labels: {queue: queue}}
        """);
    AtomicLong reads = new AtomicLong();
    Observations.QUEUE.put(
        "q", field -> field.equals("queue") ? (Object) "q" : reads.incrementAndGet());
    try {
      assertThat(rules.series("waiting")).isEqualTo(Map.of("{queue=q}", 1.0));
      rules.ticker.nanos += 14_999_999_999L;
      assertThat(rules.series("waiting")).isEqualTo(Map.of("{queue=q}", 1.0));
      rules.ticker.nanos += 1;
      assertThat(rules.series("waiting")).isEqualTo(Map.of("{queue=q}", 2.0));
    } finally {
      Observations.QUEUE.remove("q");
    }
  }

  // ---- distinct ----

  @Test
  void differentValuesWithinAWindowAreCounted() {
    install(
        """
        metrics:
          active_users: {type: gauge, on: http.server * **, distinct: user.id, window: 6m}
        """);
    for (int i = 0; i < 30; i++) {
      request("GET", "/a").set(HttpServer.USER_ID, "u" + i % 10).end();
    }
    request("GET", "/a").end();
    // Now and then two of so many fall together: the count is give or take one.
    assertThat(rules.series("active_users").get("{}")).isBetween(9.0, 10.0);
    rules.ticker.nanos += 4 * 60_000_000_000L;
    request("GET", "/a").set(HttpServer.USER_ID, "u3").end();
    request("GET", "/a").set(HttpServer.USER_ID, "new").end();
    assertThat(rules.series("active_users").get("{}")).isBetween(9.0, 11.0);
    rules.ticker.nanos += 2 * 60_000_000_000L;
    assertThat(rules.series("active_users")).isEqualTo(Map.of("{}", 2.0));
    rules.ticker.nanos += 5 * 60_000_000_000L;
    assertThat(rules.series("active_users")).isEqualTo(Map.of("{}", 0.0));
  }

  @Test
  void aMillionDifferentValuesAreCountedToSomePercent() {
    Sketches sketches = new Sketches(60_000_000_000L);
    for (int i = 0; i < 1_000_000; i++) {
      sketches.add(Hashes.of("user-" + i), i * 1000L);
    }
    assertThat(sketches.count(1_000_000_000L)).isBetween(900_000L, 1_100_000L);
  }

  // ---- spans and log events ----

  @Test
  void labelsAndValueAreShownOnTheSpan() {
    install(
        """
        metrics:
          checkout_status:
            type: gauge
            on: http.server POST /checkout
            value: response.status
            labels: {host: server.address, card: user_agent}
            span: [host, card, value]
        """);
    Operation checkout =
        request("POST", "/checkout")
            .set(HttpServer.STATUS, 201)
            .set(HttpServer.SERVER_ADDRESS, "shop")
            .set(HttpServer.USER_AGENT, "4111 1111 1111 1111");
    checkout.end();
    ReadableSpan span = (ReadableSpan) checkout;
    assertThat(span.getAttribute(AttributeKey.stringKey("host"))).isEqualTo("shop");
    assertThat(span.getAttribute(AttributeKey.stringKey("card"))).isEqualTo("_redacted");
    assertThat(span.getAttribute(AttributeKey.doubleKey("checkout_status"))).isEqualTo(201.0);
  }

  @Test
  void logEventsShowLabelsWhileTheOperationGoesOn() {
    install(
        """
        metrics:
          checkouts_total:
            type: counter
            on: http.server POST /checkout
            labels: {host: server.address, status: response.status}
            mdc: [host, status]
        """);
    Operation checkout = request("POST", "/checkout").set(HttpServer.SERVER_ADDRESS, "shop");
    Operation inside = Operation.start(AuthJwt.TYPE);
    Map<String, String> entries = LogLabels.of(inside);
    inside.end();
    checkout.end();
    assertThat(entries).isEqualTo(Map.of("host", "shop"));
    Operation other = request("GET", "/checkout").set(HttpServer.SERVER_ADDRESS, "shop");
    Map<String, String> none = LogLabels.of(other);
    other.end();
    assertThat(none).isEmpty();
  }

  // ---- own operations ----

  private static final String DELIVERY =
      """
      operations:
        delivery:
          key: id
          start: {on: queue orders, key: key}
          end:
            - on: job deliver
            - on: http.server POST /delivered
              key: request.id
              when: response.status < 300
          timeout: 1h
          max_open: 3
      metrics:
        deliveries_total:
          type: counter
          on: operation delivery
          labels: {queue: start.queue, by: end.name else end.route, outcome: outcome}
        delivery_seconds: {type: histogram, on: operation delivery}
      """;

  @Test
  void startAndEndAreJoinedByTheirKey() {
    install(DELIVERY);
    enqueue("orders", "1");
    enqueue("orders", "2");
    enqueue("other", "3");
    job("deliver", "1");
    job("pack", "2");
    request("POST", "/delivered").set(HttpServer.REQUEST_ID, "2").set(HttpServer.STATUS, 500).end();
    request("POST", "/delivered").set(HttpServer.REQUEST_ID, "2").set(HttpServer.STATUS, 200).end();
    assertThat(rules.series("deliveries_total"))
        .isEqualTo(
            Map.of(
                "{by=deliver, outcome=ok, queue=orders}", 1.0,
                "{by=/delivered, outcome=ok, queue=orders}", 1.0));
    assertThat(rules.series("delivery_seconds")).isEqualTo(Map.of("{}", 2.0));
    assertThat(rules.sum("delivery_seconds")).isGreaterThan(0).isLessThan(60);
  }

  @Test
  void endsWithoutAStartAreCountedAsOrphansAndRepeatedOnesApart() {
    install(DELIVERY);
    job("deliver", "9");
    enqueue("orders", "1");
    job("deliver", "1");
    job("deliver", "1");
    job("deliver", null);
    assertThat(rules.series("obs_rule_skipped_total"))
        .containsEntry("{reason=orphan, rule=operation delivery}", 1.0)
        .containsEntry("{reason=repeated, rule=operation delivery}", 1.0)
        .containsEntry("{reason=null, rule=operation delivery}", 1.0);
    assertThat(rules.series("delivery_seconds")).isEqualTo(Map.of("{}", 1.0));
  }

  @Test
  void ofTooManyOpenOperationsTheOldestIsGivenUp() {
    install(DELIVERY);
    for (int i = 1; i <= 5; i++) {
      enqueue("orders", "" + i);
    }
    for (int i = 1; i <= 5; i++) {
      job("deliver", "" + i);
    }
    assertThat(rules.series("obs_rule_skipped_total"))
        .containsEntry("{reason=full, rule=operation delivery}", 2.0)
        .containsEntry("{reason=orphan, rule=operation delivery}", 2.0);
    assertThat(rules.series("delivery_seconds")).isEqualTo(Map.of("{}", 3.0));
  }

  @Test
  void whatNothingEndsInTimeEndsByTimeout() {
    install(DELIVERY.replace("timeout: 1h", "timeout: 1ms"));
    Operation begun = Operation.start(Job.TYPE, Context.root());
    enqueue("orders", "1");
    while (begun.durationNanos() < 2_000_000) {
      Thread.onSpinWait();
    }
    begun.end();
    rules.catalogue.produce(Resource.empty());
    assertThat(rules.series("deliveries_total"))
        .isEqualTo(Map.of("{by=unknown, outcome=timeout, queue=orders}", 1.0));
    assertThat(rules.sum("delivery_seconds")).isEqualTo(0.001);
  }

  @Test
  void anOperationThatStartsAndEndsInOneGoes() {
    install(
        """
        operations:
          short:
            key: request.id
            start: http.server POST /short
            end: {on: http.server POST /short, when: response.status == 200}
        metrics:
          short_total: {type: counter, on: operation short, labels: {outcome: outcome}}
        """);
    request("POST", "/short").set(HttpServer.REQUEST_ID, "r").set(HttpServer.STATUS, 200).end();
    assertThat(rules.series("short_total")).isEqualTo(Map.of("{outcome=ok}", 1.0));
  }

  // ---- self-metrics ----

  @Test
  void evaluationsAndTheirTimeAreTold() {
    install(
        """
        metrics:
          posts_total: {type: counter, on: http.server POST **}
        """);
    for (int i = 0; i < 50_000; i++) {
      request("GET", "/a", 200);
    }
    job("mail", "1");
    assertThat(rules.series("obs_rule_evaluations_total"))
        .containsEntry("{rule=posts_total}", 50_000.0);
    assertThat(rules.series("obs_rule_seconds_total").get("{rule=posts_total}"))
        .isGreaterThan(0)
        .isLessThan(10);
  }

  @Test
  void aRuleThatFailsTooOftenRestsAndSaysSo() {
    install(
        """
        metrics:
          users_total: {type: counter, on: http.server * **, labels: {user: user.id}}
        """);
    for (int i = 0; i < 12; i++) {
      request("GET", "/a").set(HttpServer.USER_ID, new Thrower()).end();
    }
    assertThat(rules.series("obs_rule_suspended")).isEqualTo(Map.of("{rule=users_total}", 1.0));
    assertThat(rules.series("obs_rule_skipped_total"))
        .containsEntry("{reason=error, rule=users_total}", 10.0)
        .containsEntry("{reason=suspended, rule=users_total}", 2.0);
    rules.ticker.nanos += 60_000_000_001L;
    request("GET", "/a").set(HttpServer.USER_ID, "u").end();
    assertThat(rules.series("obs_rule_suspended")).isEqualTo(Map.of("{rule=users_total}", 0.0));
    assertThat(rules.series("users_total")).isEqualTo(Map.of("{user=u}", 1.0));
  }

  private static final class Thrower implements CharSequence {
    @Override
    public int length() {
      throw new IllegalStateException();
    }

    @Override
    public char charAt(int index) {
      throw new IllegalStateException();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      throw new IllegalStateException();
    }

    @Override
    public String toString() {
      throw new IllegalStateException();
    }
  }

  // ---- what is refused ----

  @Test
  void mistakesInPanelsAndAlertsAreLines() {
    assertThat(
            InstalledRules.problems(
                folder,
                """
                metrics:
                  a_total:
                    type: counter
                    on: job *
                    labels: {plan: id}
                    panel: {query: p95, by: [plan, paln], titel: A}
                    alert: {when: rate(10) > 1, for: soon}
                  b: {type: gauge, on: db.pool, value: max, alert: {when: value(5m) > 1}}
                  c_total: {type: counter, on: job *, alert: {for: 5m}, panel: rate}
                """))
        .containsExactly(
            "rules.yaml:6:20: error: 'p95' cannot be asked of this type; there is rate, increase",
            "rules.yaml:6:36: error: 'paln' is no label of this rule. Did you mean 'plan'?",
            "rules.yaml:6:43: error: unknown key 'titel' in panel. Did you mean 'title'?",
            "rules.yaml:7:19: error: when is such as rate(10m) == 0, not 'rate(10) > 1'",
            "rules.yaml:7:38: error: for is a time such as 30s, 10m or 1h",
            "rules.yaml:8:59: error: when is such as value > 100, not 'value(5m) > 1'",
            "rules.yaml:9:3: error: the alert of 'c_total' has no when",
            "rules.yaml:9:64: error: panel must be a map, not a text");
  }

  @Test
  void whatDoesNotGoTogetherIsALine() {
    assertThat(
            problems(
                """
                operations:
                  half: {key: id, start: job *}
                  pools: {key: pool, start: db.pool, end: job *}
                  keyless: {start: job *, end: job *}
                metrics:
                  a: {type: counter, up: job *, down: job *}
                  b: {type: updown, up: job *}
                  c: {type: counter, on: job *, every: 5s}
                  d: {type: gauge, on: db.pool, value: idle, once: pool}
                  e: {type: counter, on: job *, distinct: id}
                  f: {type: gauge, on: job *, value: 1, window: 5 minutes}
                  g: {type: counter, on: job *, span: [nam], labels: {name: name}}
                  h: {type: counter, on: operation haf}
                  i: {type: gauge, on: [db.pool, job *], value: 1}
                """))
        .containsExactly(
            "rules.yaml:2:3: error: operation 'half' has no end",
            "rules.yaml:3:16: error: 'pool' is not available here; job has queue, name, task, status,"
                + " retry_queue, model, id, scheduler, element.PATH, outcome, duration, error",
            "rules.yaml:3:29: error: 'db.pool' is observed; an operation starts and ends with operations",
            "rules.yaml:4:20: error: by what key? say key: … here or for the whole operation",
            "rules.yaml:4:32: error: by what key? say key: … here or for the whole operation",
            "rules.yaml:6:22: error: only an updown has up and down",
            "rules.yaml:7:3: error: updown 'b' has up and down, or on and a value",
            "rules.yaml:8:33: error: every is for what is observed, such as db.pool; operations are told"
                + " as they end",
            "rules.yaml:9:46: error: once is for operations; db.pool is observed",
            "rules.yaml:10:33: error: only a gauge counts distinct values",
            "rules.yaml:11:41: error: window goes with distinct",
            "rules.yaml:11:49: error: window is a time up to 24h, such as 500ms, 15s, 5m or 1h",
            "rules.yaml:12:40: error: 'nam' is no label of this rule. Did you mean 'name'?",
            "rules.yaml:13:36: error: there is no operation 'haf'",
            "rules.yaml:14:3: error: db.pool is observed and stands alone after on");
  }
}
