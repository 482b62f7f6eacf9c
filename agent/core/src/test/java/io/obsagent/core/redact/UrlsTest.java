/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlsTest {
  private static final String CANARY = "c4n4ry";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://host:8080/api/images/42?a=b#c | https://host:8080/api/images/42",
        "https://user:pass@host/a | https://host/a",
        "http://[::1]:80/a | http://[::1]:80/a",
        "https://host | https://host",
        "/api/users?x=y | /api/users",
        "https://h/images/550e8400-e29b-41d4-a716-446655440000/a.jpg |"
            + " https://h/images/550e8400-e29b-41d4-a716-446655440000/a.jpg",
        "https://h/blog/my-long-article-about-things-2024 |"
            + " https://h/blog/my-long-article-about-things-2024",
        "https://h/users/bob@example.com/x | https://h/users/_redacted/x",
        "https://h/users/bob%40example.com | https://h/users/_redacted",
        "https://h/a;jsessionid=1F2E/b | https://h/a/b",
        "https://h/reset-password/abc | https://h/reset-password/_redacted",
        "mailto:bob@example.com | mailto:_redacted",
        "data:text/plain;base64,AAAA | data:_redacted",
        "https://u:12/x@h:1/y | https://u:12/_redacted/y"
      })
  void aUrlKeepsHostAndPath(String url, String redacted) {
    assertThat(Urls.redact(url)).isEqualTo(redacted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://h/a?page=2&size=10 | https://h/a?page=2&size=10",
        "https://h/a?page=2&token=x&q=shoes#f | https://h/a?page=2&token=_redacted&q=shoes",
        "https://h/a?q=bob%40example.com | https://h/a?q=_redacted"
      })
  void aKeptQueryHidesSensitiveValues(String url, String redacted) {
    assertThat(Urls.redact(url, true)).isEqualTo(redacted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://u:~@h/a",
        "https://~@h/a",
        "https://u:~/~@h/a",
        "https://u:~?x@h/a",
        "//u:~@h/a",
        "https://h/a?X-Amz-Signature=~",
        "https://h/a?x-amz-signature=~",
        "https://h/a?X%2DAmz%2DSignature=~",
        "https://h/a?X%252DAmz%252DSignature=~",
        "https://h/a?X-Amz-Credential=~&X-Amz-Security-Token=~",
        "https://h/a?x=1;x-amz-security-token=~",
        "https://h/a?Signature=~&AWSAccessKeyId=~",
        "https://h/a?sig=~&access_token=~&code=~&api_key=~&apiKey=~",
        "https://h/a?password=~&PASSWORD=~&p%61ssword=~",
        "https://h/cb#access_token=~",
        "https://h/cb?#~",
        "https://h/token/~",
        "https://h/v1/eyJhbGciOiJIUzI1NiJ9.~.~",
        "https://h/v1/sk_live_~/x",
        "https://h/v1/~@x",
        "https://h/a?sk_live_~",
        "https://h/a?q=ghp_~",
        "https://h/bot12345:AAH8~X9yZ0aB1/send",
        "https://h/hooks/T0B1c2D3e4F5g6H7i8J9~",
        "mailto:~@x",
        "~:pw"
      })
  void theCanaryNeverStays(String template) {
    String url = template.replace("~", CANARY);
    if (template.startsWith("~")) {
      assertThat(Urls.redact(url)).isEqualTo(CANARY + ":_redacted");
      return;
    }

    assertThat(Urls.redact(url)).doesNotContain(CANARY);
    assertThat(Urls.redact(url, true)).doesNotContain(CANARY);
  }

  @Test
  void aLongUrlIsCut() {
    assertThat(Urls.redact("https://h/" + "a/".repeat(50_000))).hasSize(2048);
  }
}
