/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.method;

import io.obsagent.core.log.AgentLog;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ends a call as the publisher of Reactor that it returned ends for its first subscriber, or is
 * cancelled by it. Only what a {@code Mono} gave is known as the result. The library is known by
 * name alone, as each application has its own.
 */
final class PublisherCompletion implements Consumer<Object>, Runnable {
  private static final String MONO = "reactor.core.publisher.Mono";
  private static final String FLUX = "reactor.core.publisher.Flux";

  /** The methods that add who is told of an end, of an error and of a cancellation. */
  private static final class Hooks {
    final Method end;
    final Method error;
    final Method cancel;

    Hooks(Class<?> publisher) throws NoSuchMethodException {
      end =
          publisher.getName().equals(MONO)
              ? publisher.getMethod("doOnSuccess", Consumer.class)
              : publisher.getMethod("doOnComplete", Runnable.class);
      error = publisher.getMethod("doOnError", Consumer.class);
      cancel = publisher.getMethod("doOnCancel", Runnable.class);
    }
  }

  private static final Object NONE = new Object();

  private static final ClassValue<Object> HOOKS =
      new ClassValue<Object>() {
        @Override
        protected Object computeValue(Class<?> type) {
          Class<?> publisher = type;
          while (publisher != null
              && !publisher.getName().equals(MONO)
              && !publisher.getName().equals(FLUX)) {
            publisher = publisher.getSuperclass();
          }
          try {
            return publisher == null ? NONE : new Hooks(publisher);
          } catch (NoSuchMethodException e) {
            return NONE;
          }
        }
      };

  /** What this tells of. */
  private enum Kind {
    END,
    ERROR,
    CANCEL
  }

  private final Ending call;
  private final AtomicBoolean ended;
  private final Kind kind;

  private PublisherCompletion(Ending call, AtomicBoolean ended, Kind kind) {
    this.call = call;
    this.ended = ended;
    this.kind = kind;
  }

  /** Whether a method of a descriptor returns a publisher. */
  static boolean isPublisher(String descriptor) {
    return descriptor.endsWith(")Lreactor/core/publisher/Mono;")
        || descriptor.endsWith(")Lreactor/core/publisher/Flux;");
  }

  /** The publisher that leaves the end of the call to a publisher; null when there is none. */
  static @Nullable Object followed(Object publisher, Ending call) {
    Object hooks = HOOKS.get(publisher.getClass());
    if (hooks == NONE) {
      return null;
    }
    Ending kept = call.kept();
    AtomicBoolean ended = new AtomicBoolean();
    try {
      Hooks known = (Hooks) hooks;
      Object followed = known.end.invoke(publisher, new PublisherCompletion(kept, ended, Kind.END));
      followed = known.error.invoke(followed, new PublisherCompletion(kept, ended, Kind.ERROR));
      return known.cancel.invoke(followed, new PublisherCompletion(kept, ended, Kind.CANCEL));
    } catch (InvocationTargetException | IllegalAccessException | RuntimeException e) {
      AgentLog.debug("a publisher takes no hooks", e);
      return null;
    }
  }

  @Override
  public void accept(@Nullable Object value) {
    if (kind == Kind.ERROR) {
      end(null, (Throwable) value);
    } else {
      end(value, null);
    }
  }

  @Override
  public void run() {
    end(null, kind == Kind.CANCEL ? new CancellationException() : null);
  }

  @SuppressWarnings("CatchingUnchecked")
  private void end(@Nullable Object result, @Nullable Throwable thrown) {
    if (ended.compareAndSet(false, true)) {
      try {
        call.ended(result, thrown);
      } catch (Throwable t) {
        AgentLog.debug("the end of a call", t);
      }
    }
  }
}
