/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextStorage;
import io.opentelemetry.context.ContextStorageProvider;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * What is current on one thread. OpenTelemetry's {@code Context.current()} reads the same place.
 */
final class Slot {
  private static final ThreadLocal<Slot> SLOTS =
      new ThreadLocal<Slot>() {
        @Override
        protected Slot initialValue() {
          return new Slot();
        }
      };

  /** Null stands for the root context. */
  @Nullable Context context;

  static Slot mine() {
    return SLOTS.get();
  }

  /** Makes {@link Slot} the storage behind OpenTelemetry's context API; found as a service. */
  public static final class Provider implements ContextStorageProvider, ContextStorage {
    @Override
    public ContextStorage get() {
      return this;
    }

    @Override
    public Scope attach(@Nullable Context toAttach) {
      Slot slot = mine();
      Context before = slot.context;
      if (toAttach == null || toAttach == before) {
        return Scope.noop();
      }
      slot.context = toAttach == Context.root() ? null : toAttach;
      return new Restore(slot, before, slot.context);
    }

    @Override
    public @Nullable Context current() {
      return mine().context;
    }
  }

  private static final class Restore implements Scope {
    private final Slot slot;
    private final @Nullable Context before;
    private final @Nullable Context attached;

    Restore(Slot slot, @Nullable Context before, @Nullable Context attached) {
      this.slot = slot;
      this.before = before;
      this.attached = attached;
    }

    @Override
    public void close() {
      if (slot.context == attached) {
        slot.context = before;
      }
    }
  }
}
