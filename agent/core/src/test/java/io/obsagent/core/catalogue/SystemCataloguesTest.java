/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
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

  static List<List<String>> pairs() {
    List<List<String>> pairs = new ArrayList<>();
    for (String one : CatalogueLoader.SYSTEMS) {
      for (String other : CatalogueLoader.SYSTEMS) {
        if (!one.equals(other)) {
          pairs.add(List.of(one, other));
        }
      }
    }
    return pairs;
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void twoCataloguesGoTogether(List<String> systems) {
    assertThat(Catalogue.load(systems, List.of()).problems()).isEmpty();
  }

  @Test
  void allCataloguesGoTogetherAndEachKeepsItsMetrics() {
    Catalogue all = Catalogue.load(CatalogueLoader.SYSTEMS, List.of());
    assertThat(all.problems()).isEmpty();
    for (String system : CatalogueLoader.SYSTEMS) {
      for (Metric metric : Catalogue.load(List.of(system), List.of()).metrics()) {
        assertThat(all.metrics())
            .as("%s of %s", metric.name(), system)
            .anySatisfy(
                same -> {
                  assertThat(same.name()).isEqualTo(metric.name());
                  assertThat(same.type()).isEqualTo(metric.type());
                  assertThat(same.labels()).containsAll(metric.labels());
                });
      }
    }
  }

  /** Each guide asks for its own label; they are of the same value, so no series is added. */
  @Test
  void aMetricThatTwoCataloguesLabelInTheirOwnWaysHasAllLabels() {
    Catalogue both = Catalogue.load(List.of("realstaging", "imutis"), List.of());
    assertThat(both.metrics())
        .filteredOn(metric -> metric.name().equals("db_query_duration_seconds"))
        .singleElement()
        .satisfies(
            metric -> assertThat(metric.labels()).containsExactly("query_type", "operation"));
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
