/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.apex;

import java.time.Instant;
import java.util.UUID;

/** What waits in the queue; when it was put there is a time in ISO 8601. */
public record Task(UUID id, String task, UUID projectId, String timestamp) {
  static Task report(UUID project) {
    return new Task(UUID.randomUUID(), "report", project, Instant.now().toString());
  }
}
