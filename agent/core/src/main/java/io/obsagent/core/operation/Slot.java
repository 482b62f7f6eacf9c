/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
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

  /**
   * Makes {@link Slot} the storage behind OpenTelemetry's context API; found as a service, and in
   * the packed jar by {@link #storage}, to which calls of the API are led: other agents weave the
   * API's own way to its storage, and what it has for a root.
   */
  public static final class Provider implements ContextStorageProvider, ContextStorage {
    private static final Provider STORAGE = new Provider();

    /** The storage. */
    public static ContextStorage storage() {
      return STORAGE;
    }

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

    @Override
    public Context root() {
      return Root.ROOT;
    }
  }

  private enum Root implements Context {
    ROOT;

    @Override
    public <V> @Nullable V get(ContextKey<V> key) {
      return null;
    }

    @Override
    public <V> Context with(ContextKey<V> key, V value) {
      return new EntryContext(this, key, value);
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
