/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.smoke.harness.Launch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that is a named module, which reads nothing of the agent's. */
class ModulesTest {
  private static final Path SOURCES = Path.of("src/test/modular");

  @TempDir static Path scratch;

  private static Path module;
  private static Path rules;

  @BeforeAll
  static void compile() throws Exception {
    module = scratch.resolve("module");
    run(
        "javac",
        "--release",
        "17",
        "-parameters",
        "-d",
        module.toString(),
        SOURCES.resolve("module-info.java").toString(),
        SOURCES.resolve("example/modular/Modular.java").toString());
    rules =
        Files.writeString(
            scratch.resolve("rules.yaml"),
            """
            version: 1
            metrics:
              questions_total:
                type: counter
                on: method example.modular.Modular#work
                labels: {text: args.question.text}
            """);
  }

  private static void run(String tool, String... arguments) {
    ToolProvider found = ToolProvider.findFirst(tool).orElseThrow();
    assertThat(found.run(System.out, System.err, arguments)).as(tool).isZero();
  }

  private static void assertTraced(Watched application) {
    assertThat(application.client().get("/work").body()).isEqualTo("42 pong");
    assertThat(application.trace("/work", "SERVER GET /ping"))
        .isEqualTo(
            """
            SERVER GET /work
              CLIENT SELECT
              CLIENT GET
                SERVER GET /ping""");
    assertThat(application.scrape().sum("questions_total", "text", "SELECT 42")).isEqualTo(1);
  }

  /** The driver is a module that nobody requires. */
  private static List<String> arguments(String path) {
    return List.of(
        "-Dobs.rules=" + rules,
        "-p",
        path + Folders.library("h2"),
        "--add-modules",
        "com.h2database",
        "-m",
        "example.modular/example.modular.Modular");
  }

  @Test
  void aModularApplicationIsTraced() {
    try (Watched application = Watched.start(arguments(module + ":"))) {
      assertTraced(application);
      assertThat(application.said()).isEmpty();
    }
  }

  @Test
  void anImageOfJlinkWithTheApplicationInItIsTraced() {
    Path image = scratch.resolve("image");
    run(
        "jlink",
        "--module-path",
        Launch.thisJdk().resolve("jmods") + ":" + module,
        "--add-modules",
        "example.modular,java.instrument",
        "--output",
        image.toString());
    List<String> all = new ArrayList<>(List.of(Watched.AGENT));
    all.addAll(arguments(""));
    try (Watched application = Watched.startOn(image, all, Map.of())) {
      assertTraced(application);
      assertThat(application.said())
          .singleElement()
          .asString()
          .contains("lacks the module java.management");
    }
  }
}
