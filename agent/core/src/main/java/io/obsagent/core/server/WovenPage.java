/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.server;

import java.util.Set;
import java.util.TreeSet;

/**
 * Which classes the agent has woven, a line each: the library's instrumentation, a blank, the
 * class. Thread-safe.
 */
public final class WovenPage implements Page {
  private final Set<String> woven;

  /** A page on a set that may grow: {@code jedis redis.clients.jedis.Connection}. */
  public WovenPage(Set<String> woven) {
    this.woven = woven;
  }

  @Override
  public Response get(Request request) {
    StringBuilder text = new StringBuilder(4096);
    for (String line : new TreeSet<>(woven)) {
      text.append(line).append('\n');
    }
    return Response.text(200, "text/plain; charset=utf-8", text.toString());
  }
}
