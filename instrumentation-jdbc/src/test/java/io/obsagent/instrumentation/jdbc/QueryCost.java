/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import com.sun.management.ThreadMXBean;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import io.obsagent.core.operation.Operations;
import io.obsagent.core.operation.Tracing;
import io.obsagent.testing.Agent;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import stubdb.StubDriver;

/**
 * What the agent adds to a query, in thread CPU and in bytes: run {@link #main} with the argument
 * {@code agent} and without.
 */
final class QueryCost {
  private static final OperationType ROOT = new OperationType("root", SpanKind.INTERNAL);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final String SQL = "SELECT id, name FROM users WHERE id = ?";

  private QueryCost() {}

  /** One thing to measure. */
  interface Work {
    void run() throws SQLException;
  }

  public static void main(String[] arguments) throws Exception {
    boolean traced = arguments.length > 0 && arguments[0].equals("agent");
    if (traced) {
      Agent.with(new JdbcInstrumentation()).beforeAll(null);
      discardSpans();
    }
    Connection connection = new StubDriver().connect(StubDriver.URL, new Properties());
    PreparedStatement prepared = connection.prepareStatement(SQL);
    Statement statement = connection.createStatement();
    Operation root = Operation.start(ROOT, Context.root());
    System.out.println(traced ? "with agent" : "without agent");
    for (int round = 0; round < 3; round++) {
      prepared = connection.prepareStatement(SQL);
      print("prepared, executed again", prepared::executeQuery);
      print("prepared, update", prepared::executeUpdate);
      print(
          "prepared each time",
          () -> {
            PreparedStatement own = connection.prepareStatement(SQL);
            own.executeQuery();
            own.close();
          });
      print("not prepared", () -> statement.executeQuery(SQL));
    }
    root.end();
  }

  /** Ends spans as a real processor does, but keeps none. */
  static void discardSpans() {
    Operations.ready(
        new Tracing(
            Sampler.parentBased(Sampler.alwaysOn()),
            new SpanProcessor() {
              @Override
              public void onStart(Context parent, ReadWriteSpan span) {}

              @Override
              public boolean isStartRequired() {
                return false;
              }

              @Override
              public void onEnd(ReadableSpan span) {}

              @Override
              public boolean isEndRequired() {
                return true;
              }
            },
            Resource.empty()));
  }

  private static void print(String what, Work work) throws SQLException {
    int times = 3_000_000;
    repeat(work, times);
    long cpu = THREADS.getCurrentThreadCpuTime();
    long bytes = allocated();
    repeat(work, times);
    bytes = allocated() - bytes;
    cpu = THREADS.getCurrentThreadCpuTime() - cpu;
    System.out.printf(
        "%-26s %6.1f ns %6.1f B%n", what, (double) cpu / times, (double) bytes / times);
  }

  /** Bytes that the work allocates each time. */
  static long bytes(Work work) throws SQLException {
    int times = 20_000;
    repeat(work, times);
    long before = allocated();
    repeat(work, times);
    return (allocated() - before) / times;
  }

  private static void repeat(Work work, int times) throws SQLException {
    for (int i = 0; i < times; i++) {
      work.run();
    }
  }

  private static long allocated() {
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
