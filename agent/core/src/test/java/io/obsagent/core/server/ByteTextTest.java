/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ByteTextTest {
  private static String string(ByteText text) {
    return new String(text.array(), 0, text.length(), StandardCharsets.UTF_8);
  }

  @Test
  void anyTextIsUtf8() {
    String text = "aé€😀\u0000\u07ff\u0800\uffff";
    assertThat(string(new ByteText(1).add(text))).isEqualTo(text);
  }

  @Test
  void halfACharacterIsAQuestionMark() {
    assertThat(string(new ByteText(1).add("a\ud83d"))).isEqualTo("a?");
    assertThat(string(new ByteText(1).add("\ude00b"))).isEqualTo("?b");
  }

  @Test
  void specialCharactersAreEscaped() {
    assertThat(string(new ByteText(1).addEscaped("a\\b\"c\nd", true))).isEqualTo("a\\\\b\\\"c\\nd");
    assertThat(string(new ByteText(1).addEscaped("\"\\", false))).isEqualTo("\"\\\\");
    assertThat(string(new ByteText(1).addEscaped("", true))).isEmpty();
  }

  @Test
  void numbersAreWhatPrometheusReads() {
    assertThat(number(0)).isEqualTo("0");
    assertThat(number(-7)).isEqualTo("-7");
    assertThat(number(30)).isEqualTo("30");
    assertThat(number(0.005)).isEqualTo("0.005");
    assertThat(number(1e15)).isEqualTo("1.0E15");
    assertThat(number(Double.NaN)).isEqualTo("NaN");
    assertThat(number(Double.POSITIVE_INFINITY)).isEqualTo("+Inf");
    assertThat(number(Double.NEGATIVE_INFINITY)).isEqualTo("-Inf");
    for (long number :
        new long[] {0, 9, 10, 99, 100, -1, -10, Long.MAX_VALUE, Long.MIN_VALUE, 1234567890123L}) {
      assertThat(string(new ByteText(1).add(number))).isEqualTo(Long.toString(number));
    }
  }

  private static String number(double number) {
    return string(new ByteText(1).add(number));
  }
}
