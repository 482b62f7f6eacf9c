/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.json;

import io.obsagent.core.log.AgentLog;
import java.util.ArrayList;
import java.util.List;

/**
 * The paths that rules read of one kind of JSON texts, so that each text is read once for all of
 * them. Paths are never forgotten; there are at most 1,024. Thread-safe.
 */
public final class JsonFields {
  private static final int MOST = 1024;

  private final List<String> names = new ArrayList<>();
  private volatile JsonPaths paths = new JsonPaths();

  /**
   * A place for the value of a path; the same for the same path. Of a path too many the value is
   * always null.
   *
   * @param path as {@link JsonPaths} takes it
   */
  public synchronized int slot(String path) {
    int slot = names.indexOf(path);
    if (slot >= 0) {
      return slot;
    }
    if (names.size() == MOST) {
      AgentLog.warnOnce("JSON paths", "more than " + MOST + " paths; not read: " + path);
      return MOST;
    }
    names.add(path);
    paths = new JsonPaths(names.toArray(new String[0]));
    return names.size() - 1;
  }

  /** Whether rules read anything. */
  public boolean isAsked() {
    return paths.size() > 0;
  }

  /** What is read now. */
  JsonPaths paths() {
    return paths;
  }
}
