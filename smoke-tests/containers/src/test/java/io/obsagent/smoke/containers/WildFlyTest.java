/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.smoke.backend.Scrape;
import io.obsagent.smoke.backend.SeenSpan;
import io.obsagent.smoke.harness.Reply;
import io.obsagent.smoke.harness.Waiting;
import io.obsagent.smoke.servers.Ports;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WildFly as it comes, but for its port and the pattern of its log, and an application in it. */
@Tag("long")
class WildFlyTest {
  private static final int REDEPLOYS = 10;

  @TempDir static Path scratch;

  private static Path deployments;
  private static Watched wildfly;

  @BeforeAll
  static void start() throws Exception {
    Path home;
    try (Stream<Path> unpacked = Files.list(Folders.TARGET.resolve("wildfly"))) {
      home = unpacked.findFirst().orElseThrow();
    }
    Path base = scratch.resolve("standalone");
    Path configuration = Files.createDirectories(base.resolve("configuration"));
    try (Stream<Path> files = Files.list(home.resolve("standalone/configuration"))) {
      for (Path file : files.toList()) {
        Files.copy(file, configuration.resolve(file.getFileName()));
      }
    }
    Path server = configuration.resolve("standalone.xml");
    Files.writeString(
        server,
        Files.readString(server)
            .replace("%K{level}%d{HH:mm:ss,SSS} %-5p [%c] (%t) %s%e%n", "%p %X{trace_id} %s%e%n")
            .replace("scan-interval=\"5000\"", "scan-interval=\"200\""));
    deployments = Files.createDirectories(base.resolve("deployments"));
    archive("shop", "example/wildfly");
    archive("keeper", "example/keeper");
    List<String> arguments = new ArrayList<>(List.of("-Xmx512m", "-Dobs.catalogue=autoserve"));
    for (String opened :
        List.of("lang", "lang.invoke", "lang.reflect", "io", "net", "security", "util")) {
      arguments.add("--add-opens=java.base/java." + opened + "=ALL-UNNAMED");
    }
    arguments.addAll(
        List.of(
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
            "--add-opens=java.management/javax.management=ALL-UNNAMED",
            "--add-opens=java.naming/javax.naming=ALL-UNNAMED",
            // What only memory pressure would free is freed at once.
            "-XX:SoftRefLRUPolicyMSPerMB=0",
            "-Dorg.jboss.boot.log.file=" + base.resolve("log/server.log"),
            "-Dlogging.configuration=" + configuration.resolve("logging.properties").toUri(),
            "-jar",
            home.resolve("jboss-modules.jar").toString(),
            "-mp",
            home.resolve("modules").toString(),
            "org.jboss.as.standalone",
            "-Djboss.home.dir=" + home,
            "-Djboss.server.base.dir=" + base,
            "-Djboss.http.port=" + Ports.free(),
            "-Djboss.https.port=" + Ports.free(),
            "-Djboss.management.http.port=" + Ports.free(),
            "-Djboss.management.https.port=" + Ports.free()));
    wildfly = Watched.start(arguments);
    wildfly.jvm().awaitLine(line -> line.contains("WFLYSRV0025"), Watched.PATIENCE);
  }

  /** Writes a web application without descriptors, of the classes of a package. */
  private static void archive(String name, String classes) throws IOException {
    try (OutputStream file = Files.newOutputStream(deployments.resolve(name + ".war"));
        ZipOutputStream war = new ZipOutputStream(file);
        Stream<Path> all = Files.list(Folders.TARGET.resolve("test-classes").resolve(classes))) {
      for (Path one : all.toList()) {
        war.putNextEntry(
            new ZipEntry("WEB-INF/classes/" + classes + "/" + one.getFileName().toString()));
        war.write(Files.readAllBytes(one));
      }
    }
  }

  @AfterAll
  static void stop() {
    if (wildfly != null) {
      wildfly.close();
    }
  }

  private static Reply place(int id, String room) {
    return wildfly
        .client()
        .send(
            wildfly.client().request("/shop/api/orders/" + id).PUT(BodyPublishers.ofString(room)));
  }

  private static void mark(String state, String done) throws IOException {
    Path was = deployments.resolve("shop.war." + state);
    if (state.equals("deployed")) {
      Files.delete(was);
    } else {
      Files.createFile(was);
    }
    Waiting.until(
        "the application is " + done,
        Watched.PATIENCE,
        () -> Files.exists(deployments.resolve("shop.war." + done)));
  }

  @Test
  void aRequestIsOneTraceAndItsLogLineHasTheTracesId() {
    assertThat(place(1, "attic").body()).isEqualTo("attic");
    assertThat(wildfly.trace("/shop/api/orders/1", "CLIENT INSERT orders"))
        .isEqualTo("SERVER PUT /shop/api/orders/{id}\n  CLIENT INSERT orders");
    String line =
        wildfly.jvm().awaitLine(said -> said.contains("ordered: attic"), Watched.PATIENCE);
    SeenSpan request = root("/shop/api/orders/1", 200);
    assertThat(line).contains("INFO " + request.traceId() + " ordered: attic");
    assertThat(wildfly.client().get("/shop/api/orders/1").body()).isEqualTo("attic");
    assertThat(wildfly.trace("/shop/api/orders/1", "CLIENT SELECT orders"))
        .isEqualTo("SERVER GET /shop/api/orders/{id}\n  CLIENT SELECT orders");
  }

  private static SeenSpan root(String path, int status) {
    return wildfly
        .backend()
        .await(
            trace ->
                path.equals(trace.root().attribute("url.path"))
                    && Integer.toString(status)
                        .equals(trace.root().attribute("http.response.status_code")),
            Watched.PATIENCE)
        .root();
  }

  @Test
  void whatIsNotFoundIsNoErrorAndWhatFailsIs() {
    assertThat(wildfly.client().get("/shop/api/orders/404").status()).isEqualTo(404);
    assertThat(place(500, "").status()).isEqualTo(500);
    SeenSpan missing = root("/shop/api/orders/404", 404);
    assertThat(missing.title() + " " + missing.status())
        .isEqualTo("SERVER GET /shop/api/orders/{id} UNSET");
    SeenSpan failed = root("/shop/api/orders/500", 500);
    assertThat(failed.title() + " " + failed.status())
        .isEqualTo("SERVER PUT /shop/api/orders/{id} ERROR");
  }

  @Test
  void thePoolOfItsDataSourceIsObserved() {
    assertThat(place(2, "hall").body()).isEqualTo("hall");
    Scrape scrape = wildfly.scrape();
    assertThat(scrape.sum("db_connections_max")).isEqualTo(20);
    assertThat(scrape.sum("db_connections_active")).isZero();
    assertThat(scrape.sum("db_connections_idle")).isPositive();
  }

  /** The client offers HTTP/2 with the first request of each connection. */
  @Test
  void aRequestThatChangesToHttp2IsCountedOnce() {
    assertThat(place(3, "loft").body()).isEqualTo("loft");
    Scrape scrape = wildfly.scrape();
    assertThat(scrape.sum("http_requests_total", "status", "200")).isPositive();
    assertThat(scrape.sum("http_requests_total", "status", "101")).isZero();
  }

  @Test
  void itsLogManagerIsInForceAndNothingIsAmiss() {
    assertThat(wildfly.client().get("/shop/logs").body())
        .isEqualTo("org.jboss.logmanager.LogManager");
    assertThat(wildfly.jvm().lines())
        .noneMatch(line -> line.startsWith("WARN") || line.contains("log manager"));
    assertThat(wildfly.said()).isEmpty();
  }

  @Test
  void whatIsRedeployedIsWatchedAndLeavesNothing() throws Exception {
    for (int i = 0; i < REDEPLOYS; i++) {
      assertThat(place(7, "bath").body()).isEqualTo("bath");
      mark("deployed", "undeployed");
      mark("dodeploy", "deployed");
    }
    assertThat(place(8, "cellar").body()).isEqualTo("cellar");
    assertThat(wildfly.trace("/shop/api/orders/8", "CLIENT INSERT orders"))
        .isEqualTo("SERVER PUT /shop/api/orders/{id}\n  CLIENT INSERT orders");
    String[] loaders = wildfly.client().get("/keeper/loaders").body().split(" ");
    assertThat(loaders[0]).isEqualTo(Integer.toString(REDEPLOYS + 1));
    assertThat(Integer.parseInt(loaders[1])).as("loaders left").isLessThanOrEqualTo(2);
  }
}
