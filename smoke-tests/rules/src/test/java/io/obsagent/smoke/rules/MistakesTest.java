/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.smoke.harness.Jars;
import io.obsagent.smoke.harness.Launch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code java -jar obs-agent.jar check} says of rules with mistakes and of those without. */
class MistakesTest {
  @TempDir Path scratch;

  private int status;

  private String check(Path rules, String... more) throws Exception {
    Path output = scratch.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(
            Launch.thisJdk().resolve("bin/java").toString(),
            "-jar",
            Jars.agent().toString(),
            "check",
            rules.getFileName().toString());
    builder.command().addAll(List.of(more));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    Process process =
        builder
            .directory(rules.toAbsolutePath().getParent().toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    status = process.waitFor();
    return Files.readString(output, StandardCharsets.UTF_8);
  }

  @Test
  void eachMistakeIsALineThatTellsItsPlaceAndTheMend() throws Exception {
    Path rules =
        Files.writeString(
            scratch.resolve("rules.yaml"),
            """
            version: 1
            metrics:
              orders_total:
                type: countr
                on: http.server POST /orders
                lables: {status: response.status}
              images_total:
                type: counter
                on: method com.acme.img.ImageProcessor#process
                when: retrun == 'ok'
                labels:
                  plan: args.orders.getPlan()
                  email: args.orders.email
            """);
    assertThat(check(rules))
        .isEqualTo(
            """
            rules.yaml:4:11: error: type 'countr' is not one of counter, histogram, gauge, updown
            rules.yaml:6:5: error: unknown key 'lables' in metric 'orders_total'. Did you mean 'labels'?
            rules.yaml:10:11: error: 'retrun' is not available here; a method has args, this, return, error, outcome, duration. Did you mean return?
            rules.yaml:12:24: error: '.getPlan(' calls a method; write '.plan'
            rules.yaml:13:7: error: label 'email' looks personal; set pii: hash or remove it
            """);
    assertThat(status).isEqualTo(1);
  }

  @Test
  void mistakesInPanelsAndAlertsAreLinesToo() throws Exception {
    Path rules =
        Files.writeString(
            scratch.resolve("rules.yaml"),
            """
            metrics:
              orders_total:
                type: counter
                on: http.server POST /orders
                labels: {plan: request.body.plan}
                panel: {query: rates, by: plans}
                alert: {when: rate(10m) = 0, for: a while}
              carts:
                type: gauge
                on: db.pool
                value: active
                alert: {when: rate(5m) > 1}
            """);
    assertThat(check(rules))
        .isEqualTo(
            """
            rules.yaml:6:20: error: 'rates' cannot be asked of this type; there is rate, increase. Did you mean 'rate'?
            rules.yaml:6:31: error: 'plans' is no label of this rule. Did you mean 'plan'?
            rules.yaml:7:19: error: when is such as rate(10m) == 0, not 'rate(10m) = 0'
            rules.yaml:7:39: error: for is a time such as 30s, 10m or 1h
            rules.yaml:12:19: error: 'rate' cannot be asked of this type; there is value
            """);
    assertThat(status).isEqualTo(1);
  }

  @Test
  void theExamplesBindToTheMethodsOfTheApplication() throws Exception {
    assertThat(check(Path.of("rules.yaml"), "--app", Jars.application("rules").toString()))
        .isEqualTo(
            """
            rules.yaml:5:3: error: metric 'http_requests_total' is in core already; say override: true to replace it or enabled: false to do without
            images_processed_total on method com.acme.img.ImageProcessor#process
              com.acme.img.ImageProcessor#process(ImageRequest request)
              com.acme.img.ImageProcessor#process(ImageRequest request, int times)
            """);
    assertThat(status).isEqualTo(1);
  }
}
