/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.obsagent.core.log.JsonLines;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.This;
import org.jspecify.annotations.Nullable;

/** The encoder of appenders that write to the console or to files. */
final class LogbackJson extends ContextAwareBase implements Encoder<Object> {
  private @Nullable OutputStream out;
  private boolean started;

  private LogbackJson() {}

  /** Before the appender gets its stream, to which the encoder may write a head. */
  static final class Opened {
    private Opened() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @SuppressWarnings("unchecked")
    static void replaceEncoder(@This Object appender) {
      OutputStreamAppender<Object> writes = (OutputStreamAppender<Object>) appender;
      Encoder<?> own = writes.getEncoder();
      if (own != null
          && !(own instanceof LogbackJson)
          && writes.getContext() instanceof LoggerContext) {
        LogbackJson json = new LogbackJson();
        json.setContext(writes.getContext());
        json.start();
        writes.setEncoder(json);
      }
    }
  }

  private static String line(Object event) {
    return event instanceof ILoggingEvent
        ? JsonLines.line(new LogbackEvent((ILoggingEvent) event))
        : String.valueOf(event);
  }

  /** Since 1.2. */
  public byte[] encode(Object event) {
    return line(event).getBytes(StandardCharsets.UTF_8);
  }

  /** Since 1.2. */
  public byte[] headerBytes() {
    return new byte[0];
  }

  /** Since 1.2. */
  public byte[] footerBytes() {
    return new byte[0];
  }

  @Override
  public void init(OutputStream stream) {
    out = stream;
  }

  @Override
  public void doEncode(Object event) throws IOException {
    OutputStream stream = out;
    if (stream != null) {
      stream.write(encode(event));
      stream.flush();
    }
  }

  @Override
  public void close() {}

  @Override
  public void start() {
    started = true;
  }

  @Override
  public void stop() {
    started = false;
  }

  @Override
  public boolean isStarted() {
    return started;
  }
}
