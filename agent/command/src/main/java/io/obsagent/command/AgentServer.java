/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command;

import io.obsagent.core.settings.Settings;
import io.obsagent.core.settings.Surroundings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The agent's own server as settings place it: whether it is there, and who else is. */
final class AgentServer {
  private final boolean on;
  private final String host;
  private final int port;

  private AgentServer(boolean on, String host, int port) {
    this.on = on;
    this.host = host;
    this.port = port;
  }

  static AgentServer of(Surroundings surroundings) {
    return new AgentServer(
        Boolean.parseBoolean(InForce.of(Settings.SERVER, surroundings).value()),
        InForce.of(Settings.SERVER_HOST, surroundings).value(),
        Integer.parseInt(InForce.of(Settings.SERVER_PORT, surroundings).value()));
  }

  /** Whether there is a port to ask. */
  boolean canBeAsked() {
    return on && port != 0;
  }

  /** Why there is none. */
  String whyNot() {
    return on
        ? "obs.server.port is 0, any free port: see the process's output"
        : "obs.server.enabled is false";
  }

  String address() {
    return host + ":" + port;
  }

  /** The beginning of its addresses: {@code http://127.0.0.1:9464}. */
  String url() {
    String dialled = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
    return "http://" + (dialled.contains(":") ? "[" + dialled + "]" : dialled) + ":" + port;
  }

  /** What an agent says of its health; null when none answers there. */
  @Nullable String health() {
    try {
      String body = Http.get(url() + "/health");
      return body.startsWith("{\"status\":") ? body : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** The classes that are woven, by instrumentation; empty when no agent answers. */
  Map<String, List<String>> woven() {
    Map<String, List<String>> woven = new TreeMap<>();
    try {
      for (String line : Http.get(url() + "/woven").split("\n")) {
        int blank = line.indexOf(' ');
        if (blank > 0) {
          woven
              .computeIfAbsent(line.substring(0, blank), key -> new ArrayList<>())
              .add(line.substring(blank + 1));
        }
      }
    } catch (IOException e) {
      woven.clear();
    }
    return woven;
  }

  /** Libraries that are loaded and not instrumented; empty when no agent answers. */
  List<String> uncovered() {
    try {
      String text = Http.get(url() + "/uncovered").trim();
      return text.isEmpty() ? Collections.<String>emptyList() : Arrays.asList(text.split("\n"));
    } catch (IOException e) {
      return Collections.emptyList();
    }
  }

  /** Why the port cannot be listened on; null when it can. */
  @Nullable String taken() {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(host))) {
      return socket.isBound() ? null : "not bound";
    } catch (IOException e) {
      return e.getMessage();
    }
  }
}
