/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * The content of a response. Who waits for more of it goes on in the context of who sent the
 * request.
 */
final class ResponseContent implements Content.Source {
  private final Content.Source actual;
  private final Context caller;
  private final @Nullable BodyTap tap;

  /**
   * Wraps the client's content.
   *
   * @param tap what looks at it as it is read; null when nothing does
   */
  ResponseContent(Content.Source actual, Context caller, @Nullable BodyTap tap) {
    this.actual = actual;
    this.caller = caller;
    this.tap = tap;
  }

  @Override
  public long getLength() {
    return actual.getLength();
  }

  @Override
  public Content.@Nullable Chunk read() {
    Content.Chunk chunk = actual.read();
    if (tap != null && chunk != null && !Content.Chunk.isFailure(chunk)) {
      tap.add(chunk.getByteBuffer());
    }
    return chunk;
  }

  @Override
  public void demand(Runnable demandCallback) {
    actual.demand(new Demand(demandCallback, caller));
  }

  @Override
  public void fail(Throwable failure) {
    actual.fail(failure);
  }

  @Override
  public void fail(Throwable failure, boolean last) {
    actual.fail(failure, last);
  }

  @Override
  public boolean rewind() {
    return actual.rewind();
  }

  private static final class Demand implements Invocable.Task {
    private final Runnable actual;
    private final Context caller;

    Demand(Runnable actual, Context caller) {
      this.actual = actual;
      this.caller = caller;
    }

    @Override
    public InvocationType getInvocationType() {
      return Invocable.getInvocationType(actual);
    }

    @Override
    public void run() {
      try (Scope scope = caller.makeCurrent()) {
        actual.run();
      }
    }
  }
}
