/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.servers.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import redis.embedded.RedisServer;

/** Redis from the binary that the embedded-redis library carries. */
final class EmbeddedRedis {
  private EmbeddedRedis() {}

  static Address start() throws IOException {
    int port = freePort();
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

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(Address.LOOPBACK))) {
      return socket.getLocalPort();
    }
  }
}
