/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.health;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import io.obsagent.core.operation.Outcome;
import io.obsagent.core.operation.Recorder;
import io.obsagent.core.vocabulary.DbQuery;
import io.obsagent.core.vocabulary.RedisCommand;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The last success and the last failure to connect of each dependency. Thread-safe. */
public final class Dependencies {
  /** What is known of a dependency. */
  public enum State {
    UNKNOWN,
    CONNECTED,
    DISCONNECTED
  }

  private final Watch database = new Watch();
  private final Watch redis = new Watch();

  private Dependencies() {}

  /** Begins to watch. */
  public static Dependencies watch() {
    Dependencies dependencies = new Dependencies();
    dependencies.watch(DbQuery.TYPE, dependencies.database);
    dependencies.watch(RedisCommand.TYPE, dependencies.redis);
    return dependencies;
  }

  private void watch(OperationType type, Watch watch) {
    type.watch(watch);
  }

  /** The database, through JDBC. */
  public State database() {
    return database.state;
  }

  /** Redis. */
  public State redis() {
    return redis.state;
  }

  private static final class Watch implements Recorder {
    private volatile State state = State.UNKNOWN;

    @Override
    public void ended(Operation operation, long durationNanos) {
      State seen = state;
      if (operation.outcome() == Outcome.OK) {
        if (seen != State.CONNECTED) {
          state = State.CONNECTED;
        }
      } else if (isLost(operation.error())) {
        state = State.DISCONNECTED;
      } else if (operation.error() != null && seen == State.UNKNOWN) {
        state = State.CONNECTED;
      }
    }

    /**
     * Whether an error means that the dependency could not be reached; a bad statement was at least
     * answered.
     */
    private static boolean isLost(@Nullable Throwable error) {
      Throwable at = error;
      for (int depth = 0; at != null && depth < 8; depth++) {
        String type = at.getClass().getName();
        if (at instanceof IOException
            || type.contains("Connection")
            || type.contains("CommunicationsException")) {
          return true;
        }
        at = at.getCause();
      }
      return false;
    }
  }
}
