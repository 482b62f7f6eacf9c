/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  private static final String CANARY = "c4n4ry";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token eyJhbGciOiJIUzI1NiJ9.~.~ given",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ~",
        "sk_live_~",
        "key=sk_test_~",
        "(rk_live_~)",
        "whsec_~",
        "r8_~",
        "ghp_~",
        "gho_~",
        "github_pat_~",
        "xoxb-1-~",
        "sk-proj-0123456789~",
        "-----BEGIN PRIVATE KEY-----\n~\n-----END PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\n~",
        "Authorization: Bearer ~",
        "authorization: Basic ~",
        "got Bearer ~ from",
        "Digest Authorization: Digest username=\"~\", response=\"~\"",
        "Cookie: a=~; b=~",
        "Set-Cookie: id=~; Path=/",
        "X-Api-Key: ~",
        "Proxy-Authorization: Basic ~",
        "Stripe-Signature: t=~,v1=~",
        "mail to ~@example.com now",
        "~%40example.com",
        "password=~",
        "passwd: ~",
        "?user=u&password=~&ssl=true",
        "{\"password\":\"~\"}",
        "{\"user\": {\"accessToken\" : \"a\\\"~\"}}",
        "{\\\"client_secret\\\":\\\"~\\\"}",
        "{\"tokens\":1,\"token\":[\"~\",\"~\"]}",
        "<password>~</password>",
        "run --password ~ --now",
        "-Dtoken=~",
        "OTEL_EXPORTER_OTLP_HEADERS=authorization=~",
        "OTEL_EXPORTER_OTLP_HEADERS=x-team=~,b=~",
        "https://u:~@host/path",
        "redis://:~/~@host:6379",
        "jdbc:postgresql://u:~@h:5432/db?sslpassword=~",
        "ERROR: duplicate key\n  Detail: Key (email)=(~) already exists.",
        "Key (a, b)=(x) (~, 2) already exists.",
        "Key (a)=(~",
        "ERROR: Failing row contains (1, ~, null).",
        "Duplicate entry '~' for key 'users.email'",
        "The duplicate key value is (~).",
        "invalid input syntax for type integer: \"~\"",
        "Incorrect integer value: '~' for column 'a' at row 1",
        "Unique index violation: \"T(A) VALUES ( 1, '~')\"",
        "SQL statement: insert into t values ('~')",
        "password='a ~'"
      })
  void theCanaryIsMasked(String template) {
    String text = template.replace("~", CANARY);

    assertThat(Secrets.mask(text)).doesNotContain(CANARY).contains(Secrets.REDACTED);
    assertThat(Secrets.looksSecret(text)).isTrue();
    assertThat(Secrets.mask(Secrets.mask(text))).isEqualTo(Secrets.mask(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "login of bob@example.com failed | login of _redacted failed",
        "paid with 4242 4242 4242 4242 today | paid with _redacted today",
        "card=4242-4242-4242-4242, ok | card=_redacted, ok",
        "5555555555554444 | _redacted",
        "378282246310005 | _redacted",
        "Authorization: Bearer abc | Authorization: _redacted",
        "User(name=bob, password=x) | User(name=bob, password=_redacted)",
        "{\"token\": \"x\", \"id\": 5} | {\"token\": \"_redacted\", \"id\": 5}",
        "https://u:p@host:8080/a | https://_redacted@host:8080/a",
        "Key (email)=(x) already exists. | Key (email)=(_redacted) already exists.",
        "Duplicate entry 'x' for key 'users.email' | Duplicate entry '_redacted' for key"
            + " 'users.email'",
        "key AKIAIOSFODNN7EXAMPLE used | key _redacted used",
        "key ASIAIOSFODNN7EXAMPLE used | key _redacted used"
      })
  void onlyTheSecretIsMasked(String text, String masked) {
    assertThat(Secrets.mask(text)).isEqualTo(masked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Connection refused: localhost/127.0.0.1:5432",
        "java.lang.Object@6d06d69c",
        "trace 4bf92f3577b34da6a3ce929d0e0e4736 span 00f067aa0ba902b7",
        "image 550e8400-e29b-41d4-a716-446655440000 took 1234 ms",
        "2024-01-15 10:30:00.123 at 1700000000000",
        "4242424242424241",
        "0.4242424242424242",
        "basic authentication is off",
        "max_tokens: 500",
        "sk-learn and the r8_",
        "see https://host:8080/a?b=c and mail@",
        "ratio 3:4, a=b",
        "the value is 5",
        "ASIAPACIFIC region",
        "Failed to read row 5: 'x'"
      })
  void ordinaryTextStaysTheSameInstance(String text) {
    assertThat(Secrets.mask(text)).isSameAs(text);
    assertThat(Secrets.looksSecret(text)).isFalse();
  }

  @Test
  void aLongTextIsCutAndNotTakenForASecret() {
    String text = "word ".repeat(20_000);

    assertThat(Secrets.mask(text)).hasSizeLessThan(33_000).endsWith("...");
    assertThat(Secrets.looksSecret(text)).isFalse();
  }

  @Test
  void aSecretAtTheCutDoesNotLeakHalf() {
    for (int shift = 0; shift < 40; shift++) {
      String text =
          "x".repeat(32_750 - shift) + " 4242424242424242 sk_live_" + CANARY + " ".repeat(100);
      assertThat(Secrets.mask(text)).doesNotContain("424242").doesNotContain("c4n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.",
        "a@",
        "@",
        "://",
        ")=(\n",
        "password=",
        "eyJ-",
        "eyJa.",
        "-----BEGIN ",
        "4 ",
        "42",
        "basic a",
        "Bearer ",
        "\"",
        "\\\"",
        "sk_",
        "Duplicate entry '",
        "<a>",
        "token:[",
        "--",
        "a-",
        "%40"
      })
  void repeatedPartsAreReadInBoundedTime(String part) {
    String text = part.repeat(1_000_000 / part.length());

    Assertions.assertTimeout(
        Duration.ofSeconds(5),
        () -> {
          for (int i = 0; i < 10; i++) {
            Secrets.mask(text);
          }
        });
  }

  @Test
  void garbageNeverThrows() {
    Random random = new Random(11);
    String[] parts = {
      "password",
      "=",
      ":",
      "\"",
      "'",
      "\\",
      "eyJ",
      ".",
      "Bearer",
      " ",
      "@",
      "a.b",
      "://",
      ")=(",
      "(",
      ")",
      "-----BEGIN ",
      "-----END ",
      "-----",
      "4242",
      "424242424242",
      "--",
      "<",
      ">",
      "[",
      "]",
      "{",
      "\n",
      "sk_live_",
      "%40",
      "é",
      "\uD83D",
      "Duplicate entry '",
      "values(",
      "AKIA",
      "token",
      "x"
    };
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(14); n > 0; n--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      assertThat(Secrets.mask(text.toString()).length()).isLessThan(400);
      RedisText.keyShape(text.toString());
      RedisText.errorCode(text.toString());
      Urls.redact(text.toString(), true);
      Urls.redact("http:" + text, true);
      JdbcUrl.parse("jdbc:" + text);
      JdbcUrl.parse("jdbc:oracle:thin:" + text);
      JdbcUrl.parse("jdbc:sqlserver:" + text);
      JdbcUrl.parse("jdbc:mysql:" + text);
    }
  }
}
