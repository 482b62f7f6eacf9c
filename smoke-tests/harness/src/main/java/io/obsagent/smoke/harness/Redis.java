/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.harness;

import io.obsagent.smoke.servers.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Commands to Redis past all clients. */
public final class Redis {
  private Redis() {}

  /** Sends one command; the first line of its reply. */
  public static String command(RedisServer server, String... command) {
    StringBuilder request = new StringBuilder("*" + command.length + "\r\n");
    for (String part : command) {
      int length = part.getBytes(StandardCharsets.UTF_8).length;
      request.append('$').append(length).append("\r\n").append(part).append("\r\n");
    }
    try (Socket socket = new Socket(server.host(), server.port())) {
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
      StringBuilder reply = new StringBuilder();
      for (int c = socket.getInputStream().read();
          c >= 0 && c != '\r';
          c = socket.getInputStream().read()) {
        reply.append((char) c);
      }
      return reply.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
