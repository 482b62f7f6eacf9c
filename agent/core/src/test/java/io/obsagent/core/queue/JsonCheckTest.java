/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCheckTest {
  private static boolean check(String text) {
    return JsonCheck.isObjectWithout(text.getBytes(UTF_8), "traceparent");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        " { } \n",
        "{\"a\":1}",
        "{\"a\":[1,-2.5e+3,{\"traceparent\":\"x\"}], \"b\" : null}",
        "{\"text\":\"é \\u00e9 \\\" \\\\\",\"t\":true,\"f\":false,\"e\":[]}"
      })
  void anObjectIsOne(String text) {
    assertThat(check(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "}",
        "[1]",
        "\"text\"",
        "{a}",
        "{{name}}",
        "{'a':1}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\":01}",
        "{\"a\":.5}",
        "{\"a\":1e}",
        "{\"a\":tru}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12g4\"}",
        "{\"a\":\"line\nbreak\"}",
        "{\"a\":1}{\"b\":2}",
        "{\"a\":1} and more }",
        "{\"a\":[1}",
        "{\"a\":\"open}"
      })
  void anythingElseIsNone(String text) {
    assertThat(check(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"traceparent\":\"00-1-2-01\"}",
        "{\"a\":1, \"traceparent\" :null}",
        "{\"\\u0074raceparent\":1}"
      })
  void anObjectThatHasTheMemberOrMayHaveItIsNone(String text) {
    assertThat(check(text)).isFalse();
  }

  @Test
  void anObjectThatIsNestedTooDeepIsNone() {
    assertThat(check("{\"a\":" + "[".repeat(60) + "]".repeat(60) + "}")).isTrue();
    assertThat(check("{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}")).isFalse();
  }
}
