/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.logging;

import io.obsagent.core.log.Logged;
import io.obsagent.core.queue.Jobs;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Stateful;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's own logging, woven as the application loads it and never loaded by the agent: an
 * application may bring a {@code LogManager} of its own. There is no diagnostic context here to put
 * ids into; rules, JSON lines and exported log records have them.
 */
public final class JulInstrumentation extends InstrumentationModule {
  private static final String RECORD = "java.util.logging.LogRecord";

  public JulInstrumentation() {
    super("java-util-logging", "logging");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    List<TypeInstrumentation> types = new ArrayList<>();
    types.add(new LoggerType());
    types.add(new RecordType());
    types.add(new HandlerType());
    return types;
  }

  private static final class LoggerType implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("java.util.logging.Logger");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("log").takes(1).takes(0, RECORD), JulLog.class.getName());
    }
  }

  private static final class RecordType implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(RECORD);
    }

    @Override
    public void transform(TypeTransformer type) {
      if (JsonOutput.isWanted()) {
        type.applyAdviceToMethod(Methods.constructors(), JulJson.Made.class.getName());
      }
    }
  }

  private static final class HandlerType implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("java.util.logging.Handler");
    }

    @Override
    public void transform(TypeTransformer type) {
      if (JsonOutput.isWanted()) {
        type.applyAdviceToMethod(
            Methods.named("getFormatter").takes(0), JulJson.Asked.class.getName());
      }
    }
  }

  /** A filter of the logger, which may be asked once only, is not asked. */
  static final class JulLog {
    private JulLog() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Object tell(@This Object logger, @Argument(0) @Nullable LogRecord record) {
      if (record == null || !((Logger) logger).isLoggable(record.getLevel())) {
        return null;
      }
      if (record.getLevel().intValue() >= Level.SEVERE.intValue()) {
        Jobs.errorLogged(record.getThrown());
      }
      return Logged.isWanted() ? new JulEvent(record, null).tellAndHandOn() : null;
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void told(@Enter @Nullable Object begun) {
      Logged.handedOn(begun);
    }
  }
}
