/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.logging;

import io.obsagent.core.log.LogContext;
import io.obsagent.core.log.Logged;
import io.obsagent.core.queue.Jobs;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Stateful;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.apache.log4j.Level;
import org.apache.log4j.spi.LoggingEvent;
import org.jspecify.annotations.Nullable;

/**
 * Log4j 1.2 and Reload4j: an event that is about to reach appenders is bound to the current
 * operation, and its MDC, whoever reads it and when, shows the operation's ids. The MDC of the
 * thread stays the application's.
 */
public final class Log4j1Instrumentation extends InstrumentationModule {
  private static final String EVENT = "org.apache.log4j.spi.LoggingEvent";

  public Log4j1Instrumentation() {
    super("log4j-1", "logging");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    List<TypeInstrumentation> types = new ArrayList<>();
    types.add(new LoggerType());
    types.add(new EventType());
    types.add(new AppenderType());
    return types;
  }

  private static final class LoggerType implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.apache.log4j.Category");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("callAppenders").takes(1).takes(0, EVENT), Appended.class.getName());
    }
  }

  private static final class EventType implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(EVENT);
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("getMDC").takes(1).returns("java.lang.Object"), Read.class.getName());
      type.applyAdviceToMethod(
          Methods.named("getProperties").takes(0).returns("java.util.Map"),
          ReadAll.class.getName());
    }
  }

  /** What writes to the console and to files extends this. */
  private static final class AppenderType implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.apache.log4j.WriterAppender");
    }

    @Override
    public void transform(TypeTransformer type) {
      if (JsonOutput.isWanted()) {
        type.applyAdviceToMethod(
            Methods.named("subAppend").takes(1).takes(0, EVENT),
            Log4j1Json.Written.class.getName());
      }
    }
  }

  static final class Appended {
    private Appended() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void bind(@Argument(0) LoggingEvent event) {
      LogContext.bind(event);
      if (event.getLevel().toInt() >= Level.ERROR_INT) {
        Jobs.errorLogged(Log4j1Event.thrown(event));
      }
      if (Logged.isWanted()) {
        new Log4j1Event(event).tell();
      }
    }
  }

  static final class Read {
    private Read() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    @AssignReturned.ToReturned
    static @Nullable Object add(
        @This Object event, @Argument(0) String key, @Return @Nullable Object own) {
      LogContext context = own == null ? LogContext.of(event) : null;
      return context == null ? null : context.find(key);
    }
  }

  static final class ReadAll {
    private ReadAll() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    @AssignReturned.ToReturned
    static @Nullable Map<Object, Object> merge(
        @This Object event, @Return @Nullable Map<?, ?> own) {
      LogContext context = LogContext.of(event);
      if (context == null) {
        return null;
      }
      Map<Object, Object> all = new HashMap<>(context.with(null));
      if (own != null) {
        all.putAll(own);
      }
      return Collections.unmodifiableMap(all);
    }
  }
}
