/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.server;

/** What is served at a path. */
public interface Page {
  /**
   * Answers a GET (or a HEAD, whose body is left out). Called on the server's only thread: it must
   * not wait for anything. What it throws becomes status 500, without details.
   */
  Response get(Request request);
}
