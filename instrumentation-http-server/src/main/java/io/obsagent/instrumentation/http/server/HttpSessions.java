/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.bootstrap.State;
import io.obsagent.core.vocabulary.Observations;
import io.obsagent.core.vocabulary.Observed;
import io.obsagent.core.vocabulary.WeaklyObserved;

/** What keeps sessions, of whatever container. Thread-safe. */
final class HttpSessions {
  private static final State<Observed> OBSERVED = new State<>();

  private HttpSessions() {}

  /**
   * Has a manager's sessions observed as long as it lives. Constructors call one another: the first
   * one to end does it.
   */
  static void observe(Object manager, Observed sessions) {
    if (OBSERVED.get(manager) == null) {
      OBSERVED.set(manager, sessions);
      WeaklyObserved.add(Observations.HTTP_SESSION, sessions);
    }
  }
}
