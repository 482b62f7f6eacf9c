/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SystemCataloguesTest {
  static List<String> systems() {
    return CatalogueLoader.SYSTEMS;
  }

  @ParameterizedTest
  @MethodSource("systems")
  void aBuiltInCatalogueIsWithoutErrors(String system) {
    assertThat(Catalogue.load(List.of(system), List.of()).problems()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("systems")
  void whichSystemsHaveRulesOfMethodsIsKnown(String system) {
    boolean has =
        Catalogue.load(List.of(system), List.of()).metrics().stream()
            .anyMatch(metric -> metric.source().contains("method "));
    assertThat(SystemsWithMethods.isAnyOf(List.of(system))).isEqualTo(has);
  }
}
