/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.smoke.harness.Reply;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Applications in one Tomcat that use OpenTelemetry's API: an old one and a new one of their own,
 * child first, and the server's.
 */
class OwnApiTest {
  private static final int REDEPLOYS = 10;

  @TempDir static Path scratch;

  private static Watched tomcat;

  @BeforeAll
  static void start() throws Exception {
    List<Path> newest =
        List.of(
            Folders.library("opentelemetry-api"),
            Folders.library("opentelemetry-context"),
            Folders.library("opentelemetry-common"),
            Folders.library("opentelemetry-instrumentation-annotations"));
    List<Path> oldest =
        List.of(
            Folders.TARGET.resolve("old/opentelemetry-api-1.20.0.jar"),
            Folders.TARGET.resolve("old/opentelemetry-context-1.20.0.jar"),
            Folders.library("opentelemetry-instrumentation-annotations"));
    application("young", newest);
    application("old", oldest);
    application("shared", List.of());
    application("again", oldest);
    List<Path> host = new ArrayList<>(newest);
    host.add(Folders.classes(scratch.resolve("host"), "example.host"));
    host.add(Folders.library("tomcat-embed-core"));
    host.add(Folders.library("tomcat-annotations-api"));
    tomcat =
        Watched.start(
            List.of(
                "-XX:SoftRefLRUPolicyMSPerMB=0",
                "-cp",
                Watched.path(host),
                "example.host.TomcatHost",
                scratch.toString(),
                "young",
                "old",
                "shared",
                "again"));
  }

  private static void application(String name, List<Path> api) throws Exception {
    List<Path> libraries = new ArrayList<>(api);
    libraries.add(Folders.library("h2"));
    libraries.add(Folders.library("slf4j-api"));
    libraries.add(Folders.library("logback-classic"));
    libraries.add(Folders.library("logback-core"));
    Folders.webApplication(scratch.resolve(name), "example.traced", libraries);
  }

  @AfterAll
  static void stop() {
    tomcat.close();
  }

  private static void ask(String application) {
    Reply reply = tomcat.client().get("/" + application + "/prices");
    assertThat(reply.status() + " " + reply.body()).isEqualTo("200 1 " + application);
  }

  @ParameterizedTest
  @ValueSource(strings = {"young", "old", "shared"})
  void itsSpansAndTheAgentsAreOneTrace(String application) {
    ask(application);
    assertThat(tomcat.trace("/" + application + "/prices", "CLIENT INSERT stock"))
        .isEqualTo(
            """
            SERVER GET /%s/prices
              INTERNAL price
                INTERNAL stock
                  CLIENT CREATE stock
                  CLIENT INSERT stock"""
                .formatted(application));
    assertThat(tomcat.scrape().sum("prices_asked_total", "shop", application)).isEqualTo(1);
    assertThat(tomcat.said()).isEmpty();
  }

  @Test
  void redeploymentLeavesNothing() {
    for (int i = 0; i < REDEPLOYS; i++) {
      var request = tomcat.client().request("/manager/?again").POST(BodyPublishers.noBody());
      assertThat(tomcat.client().send(request).status()).isEqualTo(200);
      assertThat(tomcat.client().get("/again/prices").status()).isEqualTo(200);
    }
    String left = tomcat.client().get("/manager/").body().split(" ")[1];
    assertThat(Integer.parseInt(left)).as("loaders of four applications").isLessThanOrEqualTo(5);
  }
}
