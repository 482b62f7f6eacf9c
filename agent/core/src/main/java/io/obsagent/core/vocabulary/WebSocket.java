/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.vocabulary;

import io.obsagent.bootstrap.State;
import io.obsagent.core.operation.Event;
import io.obsagent.core.operation.Field;
import io.obsagent.core.operation.OperationType;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;

/** WebSockets that are served: their opening, their messages, their close. Thread-safe. */
public final class WebSocket {
  public static final OperationType OPEN = new OperationType("websocket.open", SpanKind.INTERNAL);
  public static final OperationType CLOSE = new OperationType("websocket.close", SpanKind.INTERNAL);
  public static final OperationType MESSAGE =
      new OperationType("websocket.message", SpanKind.INTERNAL);

  /** The server: {@code tomcat}, {@code jetty}, {@code tyrus}, {@code undertow}, {@code netty}. */
  public static final Field OPEN_SYSTEM = OPEN.field("system");

  /** The server. */
  public static final Field CLOSE_SYSTEM = CLOSE.field("system");

  /** The status with which it was closed, such as 1000; null when it is not known. */
  public static final Field CODE = CLOSE.field("code");

  /** The server. */
  public static final Field MESSAGE_SYSTEM = MESSAGE.field("system");

  /** {@code in} for one that came, {@code out} for one that was sent. */
  public static final Field DIRECTION = MESSAGE.field("direction");

  /** The server of a session that is open. */
  private static final State<String> OPENED = new State<>();

  private WebSocket() {}

  /** One was opened. */
  public static void opened(Object session, String system) {
    OPENED.set(session, system);
    Event event = Event.of(OPEN);
    if (event != null) {
      event.set(OPEN_SYSTEM, system).tell();
    }
  }

  /** One was closed; told once, and only of one whose opening was told. */
  public static void closed(Object session, @Nullable Object code) {
    String system = OPENED.remove(session);
    Event event = system == null ? null : Event.of(CLOSE);
    if (event != null) {
      event
          .set(CLOSE_SYSTEM, system)
          .set(CODE, code instanceof Integer ? (Object) ((Integer) code).longValue() : null)
          .tell();
    }
  }

  /** A whole message came or was sent. */
  public static void message(String direction, String system) {
    Event event = Event.of(MESSAGE);
    if (event != null) {
      event.set(DIRECTION, direction).set(MESSAGE_SYSTEM, system).tell();
    }
  }
}
