/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of the loopback interface, below those that the system gives to whoever asks for any: a
 * server that is started meanwhile cannot have taken one of these.
 */
public final class Ports {
  private static final int LEAST = 10_240;

  /** None is greater. */
  public static final int MOST = 32_000;

  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private Ports() {}

  /** One that nothing listens on, another one each time. */
  public static int free() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(LEAST, MOST);
      if (GIVEN.add(port) && isFree(port)) {
        return port;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
