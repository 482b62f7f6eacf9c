/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
  @TempDir Path scratch;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    return Commands.run(
        new File("none.jar"), new PrintStream(out), new PrintStream(err), arguments);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private String rules(String text) throws IOException {
    Path file = scratch.resolve("rules.yaml");
    Files.writeString(file, text);
    return file.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"metrics", "check", "doctor", "explain", "attach", "render"})
  void helpOfACommandIsWithItAndUnderHelp(String command) {
    assertThat(run(command, "--help")).isZero();
    assertThat(out()).startsWith("Usage: java -jar obs-agent.jar " + command);
    String asked = out();
    out.reset();
    assertThat(run("help", command)).isZero();
    assertThat(out()).isEqualTo(asked);
  }

  @Test
  void anUnknownCommandGetsASuggestion() {
    assertThat(run("metrcis")).isEqualTo(2);
    assertThat(err())
        .startsWith("error: there is no command 'metrcis'. Did you mean 'metrics'?")
        .contains("Try: java -jar obs-agent.jar --help");
  }

  @Test
  void aCommandLikeNoneListsAll() {
    assertThat(run("zzz")).isEqualTo(2);
    assertThat(err()).startsWith("error: there is no command 'zzz'; there are metrics, check");
  }

  @Test
  void anUnknownOptionGetsASuggestion() {
    assertThat(run("metrics", "--jsn")).isEqualTo(2);
    assertThat(err()).startsWith("error: there is no option '--jsn'. Did you mean '--json'?");
  }

  @Test
  void noCommandIsMisuse() {
    assertThat(run()).isEqualTo(2);
    assertThat(err()).startsWith("error: there is no command\n");
  }

  @Test
  void metricsOfCatalogueAndRulesAreListed() throws IOException {
    String file = rules("metrics: {logins_total: {type: counter, on: sql INSERT logins}}");
    assertThat(run("metrics", "--catalogue", "realstaging", "--rules", file)).isZero();
    assertThat(out())
        .containsPattern("(?m)^logins_total +counter +sql INSERT logins +rules.yaml$")
        .containsPattern("(?m)^jobs_processed_total +counter +status +job \\* +realstaging +Jobs")
        .containsPattern("(?m)^go_memstats_heap_objects +realstaging +counting live objects");
  }

  @Test
  void metricsAsJsonHaveTheirReasons() {
    assertThat(run("metrics", "--catalogue", "realstaging", "--json")).isZero();
    assertThat(out())
        .contains("{\"name\":\"db_connections_idle\",\"type\":\"gauge\",\"labels\":[]")
        .contains("\"unavailable\":\"counting live objects")
        .endsWith("\"problems\":[]}\n");
  }

  @Test
  void anUnknownCatalogueIsAProblem() {
    assertThat(run("metrics", "--catalogue", "realstagin")).isEqualTo(1);
    assertThat(err())
        .contains("'realstagin' is not one of")
        .contains("Did you mean 'realstaging'?");
  }

  @Test
  void soundRulesAreCounted() throws IOException {
    String file = rules("metrics: {logins_total: {type: counter, on: sql INSERT logins}}");
    assertThat(run("check", file)).isZero();
    assertThat(out()).isEqualTo("ok: 1 rule\n");
  }

  @Test
  void unsoundRulesAreLinesWithTheirPlaces() throws IOException {
    String file = rules("metrics:\n  logins_total:\n    type: countr\n    on: sql INSERT logins\n");
    assertThat(run("check", file)).isEqualTo(1);
    assertThat(out())
        .isEqualTo(
            file + ":3:11: error: type 'countr' is not one of counter, histogram, gauge, updown\n");
  }

  @Test
  void aFileThatIsNotThereIsAProblem() {
    assertThat(run("check", "/none/rules.yaml")).isEqualTo(1);
    assertThat(out()).contains("/none/rules.yaml: error: there is no file");
  }

  @Test
  void checkWantsAFile() {
    assertThat(run("check")).isEqualTo(2);
    assertThat(err()).startsWith("error: missing required parameter: 'FILE'");
  }

  @Test
  void methodRulesAreBoundToTheApplication() throws Exception {
    String file =
        rules(
            """
            metrics:
              orders_total: {type: counter, on: method acme.Orders+#place}
              lost_total: {type: counter, on: method acme.Ordres#place}
            """);
    Path classes =
        Path.of(acme.Orders.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    assertThat(run("check", file, "--app", classes.toString())).isEqualTo(1);
    assertThat(out())
        .contains("orders_total on method acme.Orders+#place\n")
        .contains("  acme.Orders$Local#place(String order, String plan)\n")
        .contains(file + ":3:35: error: the application has no class 'acme.Ordres'");
  }

  @Test
  void aRuleThatGoesByAnnotationsBindsToo() throws Exception {
    String file =
        rules(
            """
            metrics:
              old_total: {type: counter, on: "method acme.**#@java.lang.Deprecated"}
            """);
    Path classes =
        Path.of(acme.Orders.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    assertThat(run("check", file, "--app", classes.toString())).isZero();
    assertThat(out())
        .isEqualTo(
            "old_total on method acme.**#@java.lang.Deprecated\n"
                + "  acme.Orders$Local#count(long since)\n"
                + "ok: 1 rule\n");
  }

  @Test
  void anApplicationThatIsNotThereIsSaid() throws IOException {
    assertThat(run("check", rules("metrics: {}"), "--app", "none.jar")).isEqualTo(1);
    assertThat(err())
        .isEqualTo("error: cannot read the classes of none.jar: there is no such file\n");
  }

  @Test
  void docsAreWrittenIntoAFolder() throws IOException {
    Path folder = scratch.resolve("new/docs");
    assertThat(run("render", "docs", "--to", folder.toString())).isZero();
    assertThat(folder.resolve("settings.md"))
        .content()
        .contains("| `obs.server.port` | `OBS_SERVER_PORT` | `9464` |");
    assertThat(folder.resolve("metrics.md")).content().contains("## realstaging");
  }

  @Test
  void renderWantsToKnowWhat() {
    assertThat(run("render")).isEqualTo(2);
    assertThat(err()).startsWith("error: say what to render: docs, dashboards or alerts");
  }
}
