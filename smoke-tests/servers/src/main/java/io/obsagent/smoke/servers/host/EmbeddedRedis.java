/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.servers.host;

import io.obsagent.smoke.servers.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.embedded.RedisSentinel;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisSentinelBuilder;

/** Redis from the binary that the embedded-redis library carries. */
final class EmbeddedRedis {
  private static final int SLOTS = 16384;

  /** What is added to a node's port for that of its bus. */
  private static final int BUS = 10000;

  private EmbeddedRedis() {}

  static Address start() throws IOException {
    int port = Ports.free();
    RedisServer server =
        RedisServer.newRedisServer()
            .port(port)
            .bind(Address.LOOPBACK)
            .setting("save \"\"")
            .setting("appendonly no")
            .build();
    server.start();
    return new Address(Address.LOOPBACK, port, server::stop);
  }

  /** Two masters with half of the slots each; both know of all. */
  static List<Address> startCluster() throws IOException, InterruptedException {
    List<Address> nodes = List.of(startNode(), startNode());
    try (Wire first = new Wire(nodes.get(0));
        Wire second = new Wire(nodes.get(1))) {
      first.send("CLUSTER MEET " + Address.LOOPBACK + " " + nodes.get(1).port());
      first.send(slots(0, SLOTS / 2));
      second.send(slots(SLOTS / 2, SLOTS));
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!first.hasWholeCluster() || !second.hasWholeCluster()) {
        if (System.nanoTime() > deadline) {
          throw new IOException("the cluster did not form");
        }
        Thread.sleep(50);
      }
    }
    return nodes;
  }

  private static Address startNode() throws IOException {
    int port = Ports.free();
    while (port + BUS > Ports.MOST) {
      port = Ports.free();
    }
    RedisServer server =
        RedisServer.newRedisServer()
            .port(port)
            .bind(Address.LOOPBACK)
            .setting("save \"\"")
            .setting("appendonly no")
            .setting("cluster-enabled yes")
            .setting("cluster-config-file nodes-" + port + ".conf")
            .build();
    server.start();
    return new Address(Address.LOOPBACK, port, server::stop);
  }

  private static String slots(int from, int to) {
    StringBuilder command = new StringBuilder("CLUSTER ADDSLOTS");
    for (int slot = from; slot < to; slot++) {
      command.append(' ').append(slot);
    }
    return command.toString();
  }

  /** A sentinel that watches a server, which it calls {@code master}. */
  static Address startSentinel(int watched) throws IOException {
    int port = Ports.free();
    RedisSentinel sentinel =
        new RedisSentinelBuilder()
            .bind(Address.LOOPBACK)
            .port(port)
            .masterName("master")
            .masterPort(watched)
            .quorumSize(1)
            .build();
    sentinel.start();
    return new Address(Address.LOOPBACK, port, sentinel::stop);
  }

  /** A connection that sends one command after the other. */
  private static final class Wire implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader replies;

    Wire(Address address) throws IOException {
      socket = new Socket(address.host(), address.port());
      replies =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    /** Sends a command as an array, for inline ones may not be long. */
    String send(String command) throws IOException {
      String[] words = command.split(" ");
      StringBuilder text = new StringBuilder("*").append(words.length).append("\r\n");
      for (String word : words) {
        text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
      }
      socket.getOutputStream().write(text.toString().getBytes(StandardCharsets.US_ASCII));
      String reply = replies.readLine();
      if (reply == null || reply.startsWith("-")) {
        throw new IOException("Redis replied " + reply);
      }
      return reply;
    }

    boolean hasWholeCluster() throws IOException {
      char[] info = new char[Integer.parseInt(send("CLUSTER INFO").substring(1)) + 2];
      for (int read = 0; read < info.length; ) {
        read += replies.read(info, read, info.length - read);
      }
      String text = new String(info);
      return text.contains("cluster_state:ok") && text.contains("cluster_size:2");
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
