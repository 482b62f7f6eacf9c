/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.s3;

import io.obsagent.bootstrap.State;
import io.obsagent.core.operation.Abandonment;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Outcome;
import io.obsagent.core.vocabulary.S3Object;
import org.jspecify.annotations.Nullable;

/**
 * A download whose content the application still reads, piece by piece, from a stream or publisher.
 * It ends when that is read to the end, closed or aborted, and is canceled when that is dropped.
 */
final class Download extends Abandonment {
  private static final State<Download> DOWNLOADS = new State<>();

  private final Operation operation;
  private volatile long bytes;

  private Download(Object content, Operation operation) {
    super(content);
    this.operation = operation;
  }

  /** Lets the operation go on until all of the content was read. */
  static Download begin(Object content, Operation operation) {
    Download download = new Download(content, operation);
    DOWNLOADS.set(content, download);
    return download;
  }

  /** The download whose content this is; null when there is none or it is over. */
  static @Nullable Download of(Object content) {
    return DOWNLOADS.get(content);
  }

  /** The download whose content this is, which from now on another object stands for. */
  static @Nullable Download move(Object content, Object to) {
    Download download = DOWNLOADS.remove(content);
    if (download == null) {
      return null;
    }
    download.settle();
    return begin(to, download.operation);
  }

  /** Counts bytes; called by one thread at a time. */
  @SuppressWarnings("NonAtomicVolatileUpdate")
  void read(long count) {
    bytes += count;
  }

  /**
   * Takes note of an attempt to read.
   *
   * @param content the object that stands for the content
   * @param count how many bytes came; negative at the end
   * @param error why none came; null when reading did not fail
   */
  void read(Object content, long count, @Nullable Throwable error) {
    if (error != null || count < 0) {
      end(content, error);
    } else {
      read(count);
    }
  }

  /**
   * Ends the operation.
   *
   * @param content the object that stands for the content
   * @param error why reading failed; null when it did not
   */
  void end(Object content, @Nullable Throwable error) {
    DOWNLOADS.set(content, null);
    settle();
    finish(error);
  }

  @Override
  protected void abandoned() {
    operation.outcome(Outcome.CANCELED);
    finish(null);
  }

  private void finish(@Nullable Throwable error) {
    operation.set(S3Object.BYTES, bytes);
    S3Call.end(operation, error);
  }
}
