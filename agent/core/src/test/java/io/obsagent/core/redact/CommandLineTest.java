/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandLineTest {
  private static final String CANARY = "c4n4ry";

  @Test
  void secretsInArgumentsAreMasked() {
    assertThat(
            CommandLine.redact(
                List.of(
                    "java",
                    "-Dtoken=" + CANARY,
                    "-Dspring.datasource.password=" + CANARY,
                    "--password",
                    CANARY,
                    "--api-key=" + CANARY,
                    "-u",
                    "bob:" + CANARY,
                    "--url=jdbc:postgresql://u:" + CANARY + "@h/db?x=y",
                    "https://u:" + CANARY + "@h/?a=b",
                    "sk_live_" + CANARY,
                    "-jar",
                    "app.jar",
                    "--port",
                    "8080")))
        .containsExactly(
            "java",
            "-Dtoken=_redacted",
            "-Dspring.datasource.password=_redacted",
            "--password",
            "_redacted",
            "--api-key=_redacted",
            "-u",
            "_redacted",
            "--url=jdbc:postgresql://_redacted@h/db?x=y",
            "https://_redacted@h/?a=b",
            "_redacted",
            "-jar",
            "app.jar",
            "--port",
            "8080");
  }

  @Test
  void aSettingThatHoldsASecretIsMaskedWhole() {
    assertThat(CommandLine.maskValue("OTEL_EXPORTER_OTLP_HEADERS", "authorization=" + CANARY))
        .isEqualTo("_redacted");
    assertThat(CommandLine.maskValue("otel.exporter.otlp.traces.headers", "a=" + CANARY))
        .isEqualTo("_redacted");
    assertThat(CommandLine.maskValue("Stripe-Signature", CANARY)).isEqualTo("_redacted");
    assertThat(CommandLine.maskValue("X-Api-Key", CANARY)).isEqualTo("_redacted");
    assertThat(CommandLine.maskValue("Set-Cookie", CANARY)).isEqualTo("_redacted");
    assertThat(CommandLine.maskValue("SENTRY_DSN", CANARY)).isEqualTo("_redacted");
  }

  @Test
  void anOrdinarySettingIsShown() {
    assertThat(CommandLine.maskValue("OTEL_SERVICE_NAME", "shop")).isEqualTo("shop");
    assertThat(CommandLine.maskValue("JAVA_TOOL_OPTIONS", "-Xmx1g -Dtoken=" + CANARY))
        .isEqualTo("-Xmx1g -Dtoken=_redacted");
    assertThat(CommandLine.maskValue("REDIS_URL", "redis://:" + CANARY + "@h:6379"))
        .isEqualTo("redis://_redacted@h:6379");
    assertThat(CommandLine.maskValue("token", "")).isEmpty();
  }
}
