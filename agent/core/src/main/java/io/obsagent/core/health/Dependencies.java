/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.health;

import io.obsagent.core.operation.OperationType;
import io.obsagent.core.vocabulary.DbQuery;
import io.obsagent.core.vocabulary.RedisCommand;
import io.obsagent.core.vocabulary.ReplicateCall;
import io.obsagent.core.vocabulary.S3Object;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the application depends on. Watches from its making on; thread-safe. */
public final class Dependencies {
  /** Those without which the application is not healthy, by name. */
  final Map<String, Dependency> vital = new LinkedHashMap<>();

  /** Those that may fail now and then, by name. */
  final Map<String, Dependency> further = new LinkedHashMap<>();

  /** Begins to watch. */
  public Dependencies() {
    watch(vital, "database", DbQuery.TYPE);
    watch(vital, "redis", RedisCommand.TYPE);
    watch(further, "s3", S3Object.TYPE);
    watch(further, "replicate", ReplicateCall.TYPE);
  }

  private static void watch(Map<String, Dependency> all, String name, OperationType type) {
    Dependency dependency = new Dependency();
    all.put(name, dependency);
    type.watch(dependency);
  }
}
