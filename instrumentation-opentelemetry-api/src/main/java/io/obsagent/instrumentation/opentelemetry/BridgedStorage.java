/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.opentelemetry;

import io.obsagent.core.api.AgentAttachment;
import io.obsagent.core.api.AgentContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextStorage;
import io.opentelemetry.context.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keeps the application's contexts where the agent keeps its own. */
final class BridgedStorage implements ContextStorage {
  private static volatile @Nullable BridgedContext made;

  private final BridgedContext root;

  private BridgedStorage(ContextStorage below) {
    root = new BridgedContext(below.root());
    made = root;
  }

  /** Puts this storage below all that the application wraps around its own. */
  static List<?> first(List<?> wrappers) {
    List<Object> all = new ArrayList<>(wrappers.size() + 1);
    all.add(new Wrapper());
    all.addAll(wrappers);
    return all;
  }

  /** The root; of a storage that is not this one, made of a context that it has. */
  static BridgedContext root(Context context) {
    BridgedContext known = made;
    return known == null ? new BridgedContext(context) : known;
  }

  @Override
  public Scope attach(@Nullable Context toAttach) {
    if (toAttach == null || toAttach == current()) {
      return Scope.noop();
    }
    BridgedContext context = BridgedContext.of(toAttach);
    return new Attachment(context, context == root);
  }

  @Override
  public Context current() {
    return BridgedContext.current(root);
  }

  @Override
  public Context root() {
    return root;
  }

  private static final class Attachment extends AgentAttachment implements Scope {
    Attachment(AgentContext context, boolean isRoot) {
      super(BridgedContext.KEY, context, isRoot);
    }
  }

  private static final class Wrapper implements Function<ContextStorage, ContextStorage> {
    @Override
    public ContextStorage apply(ContextStorage below) {
      return new BridgedStorage(below);
    }
  }
}
