/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.versions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page says what has been run, and what is to be run has been. */
@DisabledIfSystemProperty(
    named = "versions.run",
    matches = "all",
    disabledReason = "the page is being made anew")
class CompatibilityPageTest {
  static List<Library> libraries() {
    return Library.all();
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void nothingHasPassedThatTheDataFileDoesNotName(Library library) throws Exception {
    assertThat(library.versions().stream().map(Library.Version::number))
        .containsAll(Results.of(library).stream().map(line -> line.split(" ")[0]).toList());
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void thePageListsEveryVersionOfTheDataFile(Library library) throws Exception {
    String row =
        Files.readAllLines(Places.PAGE).stream()
            .filter(line -> line.startsWith("| " + library.header("library") + " |"))
            .findFirst()
            .orElseThrow();
    assertThat(row.split("[ |,]+"))
        .containsAll(library.versions().stream().map(Library.Version::number).toList());
  }

  @Test
  void thePageIsRenderedFromTheResults() throws Exception {
    assertThat(Files.readString(Places.PAGE)).isEqualTo(CompatibilityPage.render());
  }
}
