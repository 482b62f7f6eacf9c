/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.smoke.harness.Reply;
import io.obsagent.smoke.harness.Waiting;
import io.obsagent.smoke.servers.RedisServer;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server with two web applications of other libraries each, the first of which comes and goes.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class RedeployTest {
  private static final int REDEPLOYS = 50;
  private static final int WARM = 10;
  private static final long TWO_MEGABYTES = 2 << 20;

  private final String main;
  private RedisServer redis;
  private Watched server;

  /**
   * @param main the program that runs the server
   */
  RedeployTest(String main) {
    this.main = main;
  }

  /** The server's libraries. */
  abstract List<Path> libraries();

  /** Changes the classes of a package in a folder to those that the server understands. */
  void adapt(Path folder, String name) throws IOException {}

  @BeforeAll
  final void start(@TempDir Path scratch) throws Exception {
    redis = RedisServer.start();
    Path rules =
        Files.writeString(
            scratch.resolve("rules.yaml"),
            """
            version: 1
            metrics:
              orders_total:
                type: counter
                on: method example.shop.Orders#place
                labels: {room: args.order.room}
            """);
    List<Path> used =
        new ArrayList<>(
            List.of(
                Folders.library("HikariCP"),
                Folders.library("slf4j-api"),
                Folders.library("logback-classic"),
                Folders.library("logback-core"),
                Folders.library("commons-pool2"),
                Folders.library("json"),
                Folders.library("gson")));
    used.add(Folders.TARGET.resolve("old/h2-1.4.200.jar"));
    used.add(Folders.TARGET.resolve("old/jedis-4.0.0.jar"));
    webApplication(scratch.resolve("store"), used);
    used.subList(used.size() - 2, used.size()).clear();
    used.add(Folders.library("h2"));
    used.add(Folders.library("jedis"));
    webApplication(scratch.resolve("shop"), used);
    List<Path> host = new ArrayList<>(libraries());
    host.add(Folders.classes(scratch.resolve("host"), "example.host"));
    adapt(scratch.resolve("host"), "example.host");
    server =
        Watched.start(
            List.of(
                "-Dobs.rules=" + rules,
                "-Dredis=" + redis.port(),
                // What only memory pressure would free is freed at once.
                "-XX:SoftRefLRUPolicyMSPerMB=0",
                "-cp",
                Watched.path(host),
                main,
                scratch.toString(),
                "shop",
                "store"));
  }

  private void webApplication(Path folder, List<Path> used) throws IOException {
    Folders.webApplication(folder, "example.shop", used);
    adapt(folder.resolve("WEB-INF/classes"), "example.shop");
  }

  @AfterAll
  final void stop() {
    server.close();
    redis.close();
  }

  private void order(String application, String room) {
    Reply reply =
        server.client().post("/" + application + "/orders", "{\"room\": \"" + room + "\"}");
    assertThat(reply.status() + " " + reply.body()).isEqualTo("201 " + room);
  }

  private void redeploy() {
    var request = server.client().request("/manager/?shop").POST(BodyPublishers.noBody());
    assertThat(server.client().send(request).status()).isEqualTo(200);
  }

  /** Loaders left, and bytes of metaspace. */
  private long[] left() {
    String[] numbers = server.client().get("/manager/").body().split(" ");
    return new long[] {Long.parseLong(numbers[1]), Long.parseLong(numbers[2])};
  }

  @Test
  void whatIsRedeployedIsWatchedAndLeavesNothing() {
    order("store", "attic");
    long warm = 0;
    for (int i = 0; i < REDEPLOYS; i++) {
      order("shop", "kitchen");
      order("shop", "bath");
      assertThat(server.client().post("/shop/orders", "{}").status()).isEqualTo(500);
      redeploy();
      if (i == WARM) {
        warm = left()[1];
      }
    }
    order("shop", "kitchen");
    order("store", "attic");
    long[] left = left();
    assertThat(left[0]).as("loaders of two applications").isLessThanOrEqualTo(3);
    assertThat(left[1] - warm).as("bytes of metaspace").isLessThan(TWO_MEGABYTES);

    for (String path : List.of("/shop/orders", "/store/orders")) {
      assertThat(server.trace(path, "PRODUCER enqueue orders:queue"))
          .isEqualTo(
              """
              SERVER POST %s
                CLIENT INSERT orders
                PRODUCER enqueue orders:queue"""
                  .formatted(path));
    }
    Waiting.until(
        "all requests have arrived",
        Watched.PATIENCE,
        () -> server.served("/shop/orders") == 3 * REDEPLOYS + 1);
    assertThat(server.scrape().sum("orders_total", "room", "kitchen")).isEqualTo(REDEPLOYS + 1);
    assertThat(server.scrape().sum("orders_total", "room", "attic")).isEqualTo(2);
    assertThat(server.scrape().sum("http_requests_total", "status", "201"))
        .isEqualTo(2 * REDEPLOYS + 3);
    assertThat(server.said()).isEmpty();
    // As Tomcat warns of threads that an application leaves behind.
    assertThat(server.jvm().lines()).noneMatch(line -> line.contains("[obs-"));
  }
}
