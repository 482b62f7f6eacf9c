/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.tyrus.server.Server;

final class Main {
  static void main(String[] args) throws Exception {
    Logger.getLogger("").setLevel(Level.OFF);
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    HashSet<Class<?>> endpoints = new HashSet<>(Collections.<Class<?>>singleton(Echo.class));
    Server server = new Server("127.0.0.1", port, "/", new HashMap<String, Object>(), endpoints);
    server.start();
    Chat.talk(port);
  }
}
