/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.autoserve.task;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * A task as it waits in a queue.
 *
 * @param task what kind it is
 * @param queue where it waits
 * @param records how much there is to do
 * @param attempt how often it was tried before
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Task(long id, String task, String queue, int records, int attempt) {
  /** The same, to be tried once more. */
  public Task again() {
    return new Task(id, task, queue, records, attempt + 1);
  }
}
