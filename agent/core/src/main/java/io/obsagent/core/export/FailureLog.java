/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import io.opentelemetry.exporter.internal.FailedExportException;
import io.opentelemetry.exporter.internal.FailedExportException.GrpcExportException;
import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.HttpResponse;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says what fails, without flooding: one line when a kind of failure is first seen, then at most
 * one every five minutes, and never more than six kinds in five minutes. Thread-safe. One instance
 * is meant to be shared by all exporters.
 */
public final class FailureLog {
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final int MAX_KINDS = 6;
  private static final int MAX_REASON_LENGTH = 300;

  /** Where lines go. */
  public interface Lines {
    /** Prints one line of plain text, without a line end. Called on export threads. */
    void print(String line);
  }

  private static final class Kind {
    long printedAt;
    long withheld;
  }

  private final Lines lines;
  private final LongSupplier nanoClock;
  private final Map<String, Kind> kinds = new HashMap<>();
  private final Set<String> failing = new HashSet<>();

  /** A log that prints to the given lines. */
  public FailureLog(Lines lines) {
    this(lines, new SystemClock());
  }

  FailureLog(Lines lines, LongSupplier nanoClock) {
    this.lines = lines;
    this.nanoClock = nanoClock;
  }

  /**
   * Notes that something could not be exported, for a reason given as an exception (null if
   * unknown).
   */
  void failed(String what, @Nullable Throwable cause) {
    failed(what, reason(cause));
  }

  /** Notes that something could not be exported, and why. */
  synchronized void failed(String what, String reason) {
    failing.add(what);
    say("Cannot export " + what + ": " + reason);
  }

  /** Notes that an export succeeded; says so if it failed before. */
  synchronized void succeeded(String what) {
    if (!failing.isEmpty() && failing.remove(what)) {
      say("Export of " + what + " works again");
    }
  }

  private void say(String line) {
    long now = nanoClock.getAsLong();
    Kind kind = kinds.get(line);
    if (kind == null) {
      forgetOld(now);
      if (kinds.size() >= MAX_KINDS) {
        return;
      }
      kind = new Kind();
      kinds.put(line, kind);
    } else if (now - kind.printedAt < QUIET_NANOS) {
      kind.withheld++;
      return;
    }
    kind.printedAt = now;
    long withheld = kind.withheld;
    kind.withheld = 0;
    lines.print(withheld == 0 ? line : line + " (and " + withheld + " more times)");
  }

  private void forgetOld(long now) {
    for (Iterator<Kind> all = kinds.values().iterator(); all.hasNext(); ) {
      if (now - all.next().printedAt >= QUIET_NANOS) {
        all.remove();
      }
    }
  }

  private static String reason(@Nullable Throwable cause) {
    if (cause instanceof HttpExportException) {
      HttpResponse response = ((HttpExportException) cause).getResponse();
      if (response != null) {
        return "the backend answered with HTTP status " + response.getStatusCode();
      }
    } else if (cause instanceof GrpcExportException) {
      GrpcResponse response = ((GrpcExportException) cause).getResponse();
      if (response != null) {
        return "the backend answered with gRPC status " + response.getStatusCode();
      }
    }
    Throwable inner = cause instanceof FailedExportException ? cause.getCause() : cause;
    if (inner == null) {
      return "the exporter gave no reason";
    }
    String message = inner.getMessage();
    String name = inner.getClass().getSimpleName();
    return message == null ? name : name + ": " + printable(message);
  }

  private static String printable(String message) {
    StringBuilder clean = new StringBuilder(Math.min(message.length(), MAX_REASON_LENGTH));
    for (int i = 0; i < message.length() && i < MAX_REASON_LENGTH; i++) {
      char c = message.charAt(i);
      clean.append(c < ' ' ? ' ' : c);
    }
    return clean.toString();
  }

  private static final class SystemClock implements LongSupplier {
    @Override
    public long getAsLong() {
      return System.nanoTime();
    }
  }
}
