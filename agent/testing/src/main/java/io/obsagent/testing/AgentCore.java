/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.testing;

import io.obsagent.core.log.AgentLog;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import io.obsagent.core.vocabulary.HttpServer;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** {@link Core} over the agent's classes as this class's loader sees them. */
public final class AgentCore implements Core {
  private static final OperationType ROOT = new OperationType("test", SpanKind.INTERNAL);
  private static final OperationType CHILD = new OperationType("work", SpanKind.INTERNAL);
  private static final OperationType MARK = new OperationType("mark", SpanKind.INTERNAL);

  @Override
  public Runnable root(String name) {
    return named(name, Operation.start(ROOT, Context.root()));
  }

  @Override
  public Runnable request(String name) {
    return named(name, Operation.start(HttpServer.TYPE, Context.root()));
  }

  @Override
  public Runnable child(String name) {
    return named(name, Operation.start(CHILD));
  }

  private static Runnable named(String name, @Nullable Operation operation) {
    if (operation == null) {
      throw new IllegalStateException(name + " is in an operation of its kind already");
    }
    operation.name(name);
    return operation::end;
  }

  @Override
  public void mark(String name) {
    Operation.startDetached(MARK, Context.root()).name(name).end();
  }

  @Override
  public boolean isInOperation() {
    return Operation.current() != null;
  }

  @Override
  public void log(PrintStream to) {
    AgentLog.to(to);
  }

  @Override
  public long warnings() {
    return AgentLog.warnings();
  }
}
