/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedRulesTest {
  @ParameterizedTest
  @ValueSource(strings = {"core", "realstaging", "apex", "vantage", "imutis", "autoserve"})
  void packedRulesSayWhatIsWritten(String name) throws IOException {
    byte[] yaml;
    try (InputStream in =
        PackedRulesTest.class.getResourceAsStream("/io/obsagent/catalogue/" + name + ".yaml")) {
      yaml = in.readAllBytes();
    }
    byte[] packed = PackedRules.pack(name, yaml);
    Node node = PackedRules.unpack(new DataInputStream(new ByteArrayInputStream(packed)));
    Node written =
        YamlReader.read(new String(yaml, StandardCharsets.UTF_8), new Problems("written"));
    assertThat(written.says(node)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a: &b c", "a: 1\na: 2", "a: ["})
  void whatIsNotReadIsNotPacked(String yaml) {
    assertThatThrownBy(() -> PackedRules.pack("rules.yaml", yaml.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("rules.yaml");
  }
}
