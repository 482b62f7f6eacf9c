/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import static io.obsagent.core.catalogue.InstalledRules.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.obsagent.core.database.BoundValues;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.DbQuery;
import io.obsagent.core.vocabulary.HttpServer;
import io.obsagent.core.vocabulary.Observations;
import io.obsagent.core.vocabulary.StripeEvent;
import io.opentelemetry.context.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the rule language promises: its worked examples, its semantics and its messages. */
class RulesPageTest {
  private static final Path EXAMPLES_FILE = Path.of("../../smoke-tests/rules/rules.yaml");
  private static final String EXAMPLES = examples();

  @TempDir Path folder;

  private InstalledRules rules;

  @AfterEach
  void close() {
    if (rules != null) {
      rules.close();
    }
  }

  /** The file that the application beside it runs with. */
  private static String examples() {
    try {
      return Files.readString(EXAMPLES_FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void install(String yaml) {
    rules = InstalledRules.of(folder, yaml);
  }

  private List<String> problems(String yaml) {
    return InstalledRules.problems(folder, yaml);
  }

  // ---- examples ----

  /** The definition that a line of the examples belongs to. */
  private static String definitionAt(int line) {
    String[] lines = EXAMPLES.split("\n");
    int at = line - 1;
    while (!lines[at].matches("  [a-z].*")) {
      at--;
    }
    return lines[at].trim().replaceAll(":.*", "");
  }

  @Test
  void theExamplesCompile() {
    Set<String> failing = new TreeSet<>();
    for (String problem : problems(EXAMPLES)) {
      assertThat(problem).doesNotContain("unknown key").doesNotContain("must be");
      failing.add(definitionAt(Integer.parseInt(problem.split(":")[1])));
    }
    assertThat(failing)
        .as("all but what is built in already")
        .containsExactly("http_requests_total");
  }

  @Test
  void theFirstExampleIsBuiltInAlreadySoItsNameIsTaken() {
    assertThat(problems(EXAMPLES))
        .contains(
            "rules.yaml:5:3: error: metric 'http_requests_total' is in core already; say override:"
                + " true to replace it or enabled: false to do without");
  }

  private static String example(String name) {
    StringBuilder only = new StringBuilder("metrics:\n");
    boolean in = false;
    for (String line : EXAMPLES.split("\n")) {
      if (line.matches("  [a-z].*")) {
        in = line.startsWith("  " + name + ":");
      } else if (!line.startsWith("    ")) {
        in = false;
      }
      if (in) {
        only.append(line).append('\n');
      }
    }
    return only.toString();
  }

  @Test
  void requestsAreCountedByMethodEndpointAndStatus() {
    install(example("http_requests_total") + "    override: true\n");
    request("GET", "/a", 200);
    request("GET", null, 404);
    assertThat(rules.series("http_requests_total"))
        .isEqualTo(
            Map.of(
                "{endpoint=/a, method=GET, status=200}", 1.0,
                "{endpoint=unknown, method=GET, status=404}", 1.0));
  }

  @Test
  void bookingsAreCountedBySuccess() {
    install(example("bookings_total"));
    request("POST", "/api/bookings", 200);
    request("POST", "/api/bookings").fail("500").end();
    request("GET", "/api/bookings", 200);
    assertThat(rules.series("bookings_total"))
        .isEqualTo(Map.of("{status=success}", 1.0, "{status=failed}", 1.0));
  }

  @Test
  void revenueIsReadFromEventsEachOnce() {
    install(example("revenue_total_cents"));
    String paid =
        "{'id': 'evt_1', 'data': {'object': {'amount_paid': 1900, 'lines': {'data': [{'price':"
            + " {'lookup_key': 'pro'}}]}}}}";
    for (String id : List.of("evt_1", "evt_1", "evt_2")) {
      StripeEvent.verified("invoice.paid", id, paid.replace('\'', '"').replace("evt_1", id));
    }
    StripeEvent.verified("invoice.created", "evt_3", paid.replace('\'', '"').replace('1', '3'));
    assertThat(rules.series("revenue_total_cents")).isEqualTo(Map.of("{plan=pro}", 3800.0));
  }

  @Test
  void usersAreCountedByTheValueBoundToAColumn() {
    install(example("users_created_total"));
    Object[] bound = new Object[BoundValues.slot("source") + 1];
    bound[BoundValues.slot("source")] = "invite";
    for (Object[] values : new Object[][] {bound, null}) {
      Operation.start(DbQuery.TYPE, Context.root())
          .set(DbQuery.OPERATION, "INSERT")
          .set(DbQuery.TABLE, "users")
          .set(DbQuery.ROWS, 2)
          .set(DbQuery.PARAMS, values)
          .end();
    }
    assertThat(rules.series("users_created_total"))
        .isEqualTo(Map.of("{source=invite}", 2.0, "{source=unknown}", 2.0));
  }

  @Test
  void queuesAreMeasured() {
    install(example("redis_queue_length"));
    Observations.QUEUE.put("q", field -> field.equals("queue") ? (Object) "q" : 7L);
    try {
      assertThat(rules.series("redis_queue_length")).isEqualTo(Map.of("{queue=q}", 7.0));
    } finally {
      Observations.QUEUE.remove("q");
    }
  }

  // ---- messages ----

  @Test
  void errorsTellPlaceCauseAndMend() {
    assertThat(
            problems(
                """
                version: 1
                metrics:
                  orders_total:
                    type: countr
                    on: http.server POST /orders
                    lables: {a: method}
                  plans_total:
                    type: counter
                    on: job *
                    when: retrun == 'ok'
                    labels:
                      plan: args.orders.getPlan()
                      email: id
                """))
        .contains(
            "rules.yaml:4:11: error: type 'countr' is not one of counter, histogram, gauge, updown",
            "rules.yaml:6:5: error: unknown key 'lables' in metric 'orders_total'. Did you mean"
                + " 'labels'?",
            "rules.yaml:13:7: error: label 'email' looks personal; set pii: hash or remove it");
  }

  @Test
  void errorsInExpressionsTellTheirPlaceInTheLine() {
    assertThat(
            problems(
                """
                version: 1

                metrics:

                  # Plans

                  plans_total:
                    type: counter
                    on: job *
                    when: retrun == 'ok'
                    labels:
                      plan: args.orders.getPlan()
                """))
        .containsExactly(
            "rules.yaml:10:11: error: 'retrun' is not available here; job has queue, name, task,"
                + " status, retry_queue, model, id, scheduler, element.PATH, outcome, duration, error",
            "rules.yaml:12:24: error: '.getPlan(' calls a method; write '.plan'");
  }

  @Test
  void aWrongNameIsToldWithThoseThatThereAre() {
    Names<Object> method =
        new Names<>() {
          @Override
          Expression<Object> find(String name) {
            return null;
          }

          @Override
          List<String> all() {
            return Arrays.asList("args", "this", "return", "error", "outcome", "duration");
          }

          @Override
          String owner() {
            return "a method";
          }
        };
    assertThatThrownBy(() -> ExpressionParser.parse("retrun", method))
        .hasMessage(
            "'retrun' is not available here; a method has args, this, return, error, outcome,"
                + " duration. Did you mean return?");
  }

  // ---- semantics ----

  @Test
  void aHistogramRecordsTheDurationInTheUnitOfItsName() {
    install(
        """
        metrics:
          a_seconds: {type: histogram, on: http.server * **}
          a_milliseconds: {type: histogram, on: http.server * **}
          a_bytes: {type: histogram, on: http.server * **, value: response.status}
        """);
    request("GET", "/a").set(HttpServer.STATUS, 200).end(250_000_000);
    assertThat(rules.sum("a_seconds")).isEqualTo(0.25);
    assertThat(rules.sum("a_milliseconds")).isEqualTo(250);
    assertThat(rules.sum("a_bytes")).isEqualTo(200);
    assertThat(problems("metrics: {a_eur: {type: histogram, on: job *}}"))
        .containsExactly(
            "rules.yaml:1:11: error: histogram 'a_eur' needs a value, or a name that ends in a unit of"
                + " time, such as _seconds");
  }

  @Test
  void nullIsUnknownInALabelAndFalseInACondition() {
    install(
        """
        metrics:
          a_total: {type: counter, on: http.server * **, labels: {user: lower(user.id)}}
          b_total: {type: counter, on: http.server * **, when: response.status < 300}
          c_total: {type: counter, on: http.server * **, when: not (response.status < 300)}
        """);
    request("GET", "/a").end();
    assertThat(rules.series("a_total")).isEqualTo(Map.of("{user=unknown}", 1.0));
    assertThat(rules.series("b_total")).isEqualTo(Map.of("{}", 0.0));
    assertThat(rules.series("c_total")).isEqualTo(Map.of("{}", 0.0));
  }

  @Test
  void whatIsNoGoodValueIsSkippedAndCounted() {
    install(
        """
        metrics:
          rows_total: {type: counter, on: sql INSERT users, value: rows}
        """);
    for (Object rows : new Object[] {3L, null, -1L, Double.NaN, 4L}) {
      Operation.start(DbQuery.TYPE, Context.root())
          .set(DbQuery.OPERATION, "INSERT")
          .set(DbQuery.TABLE, "users")
          .set(DbQuery.ROWS, rows)
          .end();
    }
    assertThat(rules.series("rows_total")).isEqualTo(Map.of("{}", 7.0));
    assertThat(rules.series("obs_rule_skipped_total"))
        .containsEntry("{reason=null, rule=rows_total}", 1.0)
        .containsEntry("{reason=negative, rule=rows_total}", 1.0)
        .containsEntry("{reason=nan, rule=rows_total}", 1.0);
  }

  @Test
  void seriesAreBoundedAndSumsExact() {
    install(
        """
        defaults: {max_series: 20, max_values: 8}
        metrics:
          a_total: {type: counter, on: http.server * **, labels: {route: route, user: user.id}}
        """);
    for (int i = 0; i < 10_000; i++) {
      request("GET", "/r" + i % 100).set(HttpServer.USER_ID, "u" + i % 77).end();
    }
    Map<String, Double> series = rules.series("a_total");
    assertThat(series).hasSizeLessThanOrEqualTo(21).containsKey("{route=_other, user=_other}");
    assertThat(series.values().stream().mapToDouble(Double::doubleValue).sum()).isEqualTo(10_000);
  }

  @Test
  void valuesAreCutRedactedAndHashed() {
    install(
        """
        metrics:
          a_total:
            type: counter
            on: http.server * **
            labels: {agent: user_agent, email: {from: user.id, pii: hash}}
        """);
    request("GET", "/a")
        .set(HttpServer.USER_AGENT, "x".repeat(100))
        .set(HttpServer.USER_ID, "ann@example.org")
        .end();
    request("GET", "/a").set(HttpServer.USER_AGENT, "ann@example.org").end();
    List<String> keys = new ArrayList<>(rules.series("a_total").keySet());
    assertThat(keys).hasSize(2);
    assertThat(keys.get(0)).isEqualTo("{agent=_redacted, email=unknown}");
    assertThat(keys.get(1)).matches("\\{agent=x{64}, email=[0-9a-f]{16}}");
  }

  @Test
  void laterFilesReplaceSwitchOffAndNameAnew() throws Exception {
    Path first =
        Files.writeString(
            folder.resolve("a.yaml"),
            """
            metrics:
              a_total: {type: counter, on: http.server * **}
              b_total: {type: counter, on: http.server * **}
              http_requests_total: {enabled: false}
            """);
    Path second =
        Files.writeString(
            folder.resolve("b.yaml"),
            """
            metrics:
              a_total: {type: counter, on: http.server POST **, override: true}
              b_total: {type: counter, on: http.server GET **}
              again_total: {alias_of: a_total}
            """);
    Catalogue catalogue = Catalogue.load(List.of(), List.of(first.toFile(), second.toFile()));
    assertThat(catalogue.problems())
        .containsExactly(
            second
                + ":3:3: error: metric 'b_total' is in a.yaml already; say override: true to replace"
                + " it or enabled: false to do without");
    List<String> metrics = new ArrayList<>();
    for (Metric metric : catalogue.metrics()) {
      if (!metric.system().equals("core")) {
        metrics.add(metric.name() + " " + metric.source());
      }
    }
    assertThat(metrics)
        .containsExactly(
            "a_total http.server POST **",
            "b_total http.server * **",
            "again_total http.server POST **");
    assertThat(catalogue.metrics().stream().map(Metric::name))
        .doesNotContain("http_requests_total");
  }
}
