/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.method;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import io.obsagent.core.operation.Outcome;
import io.obsagent.core.operation.Unspanned;
import io.opentelemetry.api.trace.SpanKind;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One call of a woven method, from its start to its end, or to the completion of the {@link
 * CompletionStage}, future or publisher of Reactor that it returns. Rules must not keep it: the
 * object is used again for the thread's next call.
 */
public final class MethodCall extends Unspanned implements Ending {
  private static final OperationType TYPE = new OperationType("method", SpanKind.INTERNAL);
  private static final @Nullable Object[] NONE = {};

  private final Calls calls;
  private final int index;
  @Nullable Site site;

  /** A bit for each of the site's targets that takes note of this call. */
  long live;

  private long start;
  private long duration;
  private boolean running;

  /** What was current as the method was left, for a call that goes on after that. */
  private @Nullable Operation around;

  private @Nullable Object self;
  private @Nullable Object result;
  private @Nullable Throwable thrown;
  private Outcome outcome = Outcome.OK;
  private @Nullable Object[] arguments = NONE;

  /** Where the target that is being told finds its arguments. */
  private int[] places = {};

  MethodCall(Calls calls, int index) {
    super(TYPE);
    this.calls = calls;
    this.index = index;
  }

  Site site() {
    Site current = site;
    if (current == null) {
      throw new IllegalStateException("no call is going on");
    }
    return current;
  }

  void begin(Site site, long live) {
    this.site = site;
    this.live = live;
    running = true;
    if (site.timed) {
      start = System.nanoTime();
    }
  }

  /** Keeps an argument at a place. */
  void argument(int place, @Nullable Object value) {
    if (place >= arguments.length) {
      arguments = Arrays.copyOf(arguments, CallAdvice.MOST_ARGUMENTS);
    }
    arguments[place] = value;
  }

  /**
   * The method is left; its arguments have been set.
   *
   * @return what takes the place of the result; null for none
   */
  @Nullable Object left(
      @Nullable Object self, @Nullable Object result, @Nullable Throwable thrown) {
    calls.end(index);
    this.self = self;
    Site current = site();
    if (result != null && current.mayComplete && Completion.awaits(result, this)) {
      clear();
      return null;
    }
    Object followed =
        result != null && current.publishes ? PublisherCompletion.followed(result, this) : null;
    if (followed == null) {
      ended(calls, result, thrown);
    } else {
      clear();
    }
    return followed;
  }

  @Override
  public MethodCall kept() {
    MethodCall kept = new MethodCall(calls, index);
    kept.site = site;
    kept.live = live;
    kept.start = start;
    kept.running = true;
    kept.self = self;
    kept.arguments = arguments.clone();
    kept.around = Operation.current();
    return kept;
  }

  @Override
  public void ended(@Nullable Object result, @Nullable Throwable thrown) {
    ended(Calls.mine(), result, thrown);
  }

  /**
   * Tells the targets.
   *
   * @param here the calls of the thread that this is called on
   */
  void ended(Calls here, @Nullable Object result, @Nullable Throwable thrown) {
    if (here.read()) {
      try {
        Site site = site();
        duration = site.timed ? System.nanoTime() - start : 0;
        running = false;
        this.result = result;
        if (thrown != null) {
          this.thrown = Failure.unwrapped(thrown);
          outcome = Failure.outcome(this.thrown);
        }
        for (int i = 0; i < site.targets.length; i++) {
          if ((live & 1L << i) != 0) {
            places = site.places[i];
            site.targets[i].type().record(this, duration);
          }
        }
      } finally {
        here.stopReading();
        clear();
      }
    }
  }

  private void clear() {
    self = null;
    result = null;
    thrown = null;
    outcome = Outcome.OK;
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = null;
    }
  }

  /** The object whose method was called; null of a static method. */
  public @Nullable Object self() {
    return self;
  }

  /** What the method returned, or what that was completed with. */
  public @Nullable Object result() {
    return result;
  }

  /** The argument in a slot of the target that is told; null when the method does not have it. */
  public @Nullable Object argument(int slot) {
    int place = slot < places.length ? places[slot] : -1;
    return place < 0 || place >= arguments.length ? null : arguments[place];
  }

  @Override
  public @Nullable Operation parent() {
    return around == null ? super.parent() : around;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public Outcome outcome() {
    return outcome;
  }

  @Override
  public @Nullable Throwable error() {
    return thrown;
  }

  @Override
  public long lot() {
    return calls.lot();
  }

  @Override
  public long durationNanos() {
    return duration;
  }
}
