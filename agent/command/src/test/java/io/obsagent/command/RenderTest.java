/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Dashboards and alerts, as rules ask for them. */
class RenderTest {
  private static final String RULES =
      """
      metrics:
        orders_total:
          type: counter
          help: "It's \\"how many\\" {{orders}}"
          on: http.server POST /orders
          labels: {plan: request.body.plan, status: response.status}
          panel: {by: [plan, status]}
          alert: {when: rate(10m) == 0, for: 10m, severity: page}
        checkout_seconds:
          type: histogram
          on: http.server POST /checkout
          labels: {plan: request.body.plan}
          panel: {query: p95, by: plan, title: Checkout}
          alert: {when: p99 > 2.5}
        checkout_value_eur:
          type: histogram
          unit: eur
          buckets: [10]
          on: http.server POST /checkout
          value: request.body.total
          panel: {query: average}
          alert: {when: average(1h) < 5}
        open_carts:
          type: updown
          up: http.server POST /carts
          down: http.server DELETE /carts
          panel: {}
          alert: {when: value >= 1000}
        plain_total: {type: counter, on: job *}
      """;

  @TempDir Path scratch;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int render(String what, String rules) throws IOException {
    Path file = Files.writeString(scratch.resolve("rules.yaml"), rules);
    return Commands.run(
        new File("none.jar"),
        new PrintStream(out),
        new PrintStream(err),
        "render",
        what,
        file.toString(),
        "--to",
        scratch.toString());
  }

  @SuppressWarnings("unchecked")
  private <T> T rendered(String name) throws IOException {
    return (T)
        new Load(LoadSettings.builder().build())
            .loadFromString(Files.readString(scratch.resolve(name)));
  }

  @Test
  void eachPanelIsOneOfTheDashboard() throws IOException {
    assertThat(render("dashboards", RULES)).isZero();
    Map<String, Object> dashboard = rendered("dashboard.json");
    assertThat(dashboard).containsEntry("title", "Metrics of rules").containsKey("schemaVersion");
    List<Map<String, Object>> panels = panels(dashboard);
    assertThat(panels)
        .extracting(panel -> panel.get("title"))
        .containsExactly(
            "It's \"how many\" {{orders}}", "Checkout", "checkout_value_eur", "open_carts");
    assertThat(panels)
        .extracting(panel -> target(panel).get("expr"))
        .containsExactly(
            "sum by (plan, status) (rate(orders_total[$__rate_interval]))",
            "histogram_quantile(0.95, sum by (le, plan)"
                + " (rate(checkout_seconds_bucket[$__rate_interval])))",
            "sum(rate(checkout_value_eur_sum[$__rate_interval])) /"
                + " sum(rate(checkout_value_eur_count[$__rate_interval]))",
            "sum(open_carts)");
    assertThat(target(panels.get(0))).containsEntry("legendFormat", "{{plan}} {{status}}");
    assertThat(panels)
        .extracting(panel -> panel.get("gridPos"))
        .doesNotHaveDuplicates()
        .contains(Map.of("x", 12, "y", 8, "w", 12, "h", 8));
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> panels(Map<String, Object> dashboard) {
    return (List<Map<String, Object>>) dashboard.get("panels");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> target(Map<String, Object> panel) {
    return ((List<Map<String, Object>>) panel.get("targets")).get(0);
  }

  @Test
  void eachAlertIsARule() throws IOException {
    assertThat(render("alerts", RULES)).isZero();
    assertThat(Files.readString(scratch.resolve("alerts.yaml")))
        .startsWith(
            """
            groups:
              - name: obs-rules
                rules:
                  - alert: 'OrdersTotal'
                    expr: 'sum(rate(orders_total[10m])) == 0'
                    for: '10m'
                    labels:
                      severity: 'page'
                    annotations:
                      summary: 'It''s "how many" { {orders}}'
                      description: 'orders_total: rate(10m) == 0'
                  - alert: 'CheckoutSeconds'
                    expr: 'histogram_quantile(0.99, sum by (le) (rate(checkout_seconds_bucket[5m]))) > 2.5'
                    labels:
                      severity: 'warning'
            """);
  }

  @Test
  void prometheusTakesTheAlerts() throws Exception {
    assumeThat(isInstalled("promtool")).as("promtool, which ./prometheus installs").isTrue();
    assertThat(render("alerts", RULES)).isZero();
    Path said = scratch.resolve("said");
    Process process =
        new ProcessBuilder("promtool", "check", "rules", "alerts.yaml")
            .directory(scratch.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(said)).contains("SUCCESS: 4 rules found");
    assertThat(process.exitValue()).isZero();
  }

  private static boolean isInstalled(String program) {
    for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
      if (new File(folder, program).canExecute()) {
        return true;
      }
    }
    return false;
  }

  @Test
  void withoutAPanelThereIsNoDashboard() throws IOException {
    assertThat(render("dashboards", "metrics: {}")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("error: no rule has 'panel'\n");
    assertThat(render("alerts", "metrics: {}")).isEqualTo(1);
    assertThat(scratch.resolve("dashboard.json")).doesNotExist();
  }

  @Test
  void mistakesAreToldAndNothingIsWritten() throws IOException {
    assertThat(
            render(
                "alerts",
                "metrics:\n"
                    + "  a_total: {type: counter, on: job *, alert: {when: rate(10m) == none}}\n"))
        .isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            scratch.resolve("rules.yaml")
                + ":2:53: error: when is such as rate(10m) == 0, not 'rate(10m) == none'\n");
    assertThat(scratch.resolve("alerts.yaml")).doesNotExist();
  }
}
