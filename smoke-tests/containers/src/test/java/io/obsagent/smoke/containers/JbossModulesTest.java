/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What WildFly is built on: JBoss Modules, which hide what they do not import, and a log manager.
 */
class JbossModulesTest {
  @TempDir Path scratch;

  @Test
  void whatModulesDoIsTracedAndTheLogManagerIsTheirs() throws Exception {
    Path modules = scratch.resolve("modules");
    module(modules, "org.jboss.logmanager", "", List.of("java.se"), "jboss-logmanager");
    module(modules, "com.h2database", "", List.of("java.se"), "h2");
    module(modules, "okhttp", "", List.of("java.se"), "okhttp", "okio");
    Path server =
        module(
            modules,
            "example.server",
            "<main-class name=\"example.modules.Server\"/>",
            List.of(
                "java.se", "jdk.httpserver", "com.h2database", "okhttp", "org.jboss.logmanager"));
    Folders.classes(server.resolve("classes"), "example.modules");
    try (Watched application =
        Watched.start(
            List.of(
                "-jar",
                Folders.library("jboss-modules").toString(),
                "-mp",
                modules.toString(),
                "example.server"))) {
      assertThat(application.client().get("/logs").body())
          .isEqualTo("org.jboss.logmanager.LogManager");
      assertThat(application.client().get("/work").body()).isEqualTo("42 pong");
      assertThat(application.trace("/work", "SERVER GET /ping"))
          .isEqualTo(
              """
              SERVER GET /work
                CLIENT SELECT
                CLIENT GET
                  SERVER GET /ping""");
      assertThat(application.said()).isEmpty();
    }
  }

  /** Its folder; each may have classes in one of that name. */
  private static Path module(
      Path modules, String name, String mainClass, List<String> dependencies, String... libraries)
      throws IOException {
    Path folder = Files.createDirectories(modules.resolve(name.replace('.', '/')).resolve("main"));
    StringBuilder text =
        new StringBuilder("<module xmlns=\"urn:jboss:module:1.9\" name=\"" + name + "\">");
    text.append(mainClass).append("<resources>");
    for (String library : libraries) {
      Files.copy(Folders.library(library), folder.resolve(library + ".jar"));
      text.append("<resource-root path=\"").append(library).append(".jar\"/>");
    }
    if (libraries.length == 0) {
      text.append("<resource-root path=\"classes\"/>");
    }
    text.append("</resources><dependencies>");
    for (String dependency : dependencies) {
      text.append("<module name=\"").append(dependency).append("\" services=\"import\"/>");
    }
    Files.writeString(
        folder.resolve("module.xml"), text.append("</dependencies></module>").toString());
    return folder;
  }
}
