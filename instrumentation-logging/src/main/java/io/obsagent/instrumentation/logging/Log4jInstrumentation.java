/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.logging;

import io.obsagent.core.log.LogContext;
import io.obsagent.core.log.Logged;
import io.obsagent.core.queue.Jobs;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.ArrayList;
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
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.impl.ContextDataFactory;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.util.StringMap;
import org.jspecify.annotations.Nullable;

/**
 * Log4j 2 since 2.7: what the library collects on the logging thread as the context data of an
 * event, be it synchronous or not, also gets the ids of the current operation. The {@code
 * ThreadContext} stays the application's. The job of the thread, if any, hears of errors.
 */
public final class Log4jInstrumentation extends InstrumentationModule {
  private static final String LEVEL = "org.apache.logging.log4j.Level";

  public Log4jInstrumentation() {
    super("log4j", "logging");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    List<TypeInstrumentation> types = new ArrayList<>();
    types.add(new Injector());
    types.add(new Loggers());
    types.add(new Appenders());
    return types;
  }

  private static final class Injector implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.implementing(
          "org.apache.logging.log4j.core.ContextDataInjector", "injectContextData");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("injectContextData").takes(2), Inject.class.getName());
    }
  }

  /** Both ways in: with and without the place that logs. */
  private static final class Loggers implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(
          "org.apache.logging.log4j.core.Logger",
          "org.apache.logging.log4j.core.async.AsyncLogger");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("logMessage").takes(5).takes(1, LEVEL), LogMessage.class.getName());
      type.applyAdviceToMethod(
          Methods.named("log").takes(6).takes(0, LEVEL), LogLocated.class.getName());
    }
  }

  /** Those that write to the console and to files. */
  private static final class Appenders implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(
          "org.apache.logging.log4j.core.appender.ConsoleAppender",
          "org.apache.logging.log4j.core.appender.FileAppender",
          "org.apache.logging.log4j.core.appender.MemoryMappedFileAppender",
          "org.apache.logging.log4j.core.appender.RandomAccessFileAppender",
          "org.apache.logging.log4j.core.appender.RollingFileAppender",
          "org.apache.logging.log4j.core.appender.RollingRandomAccessFileAppender");
    }

    @Override
    public void transform(TypeTransformer type) {
      if (JsonOutput.isWanted()) {
        type.applyAdviceToMethod(
            Methods.constructors().takes(1, "org.apache.logging.log4j.core.Layout"),
            Log4jJson.Made.class.getName());
      }
    }
  }

  static final class Inject {
    private Inject() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    @AssignReturned.ToReturned
    static @Nullable StringMap add(
        @Argument(1) @Nullable StringMap reusable, @Return @Nullable StringMap own) {
      LogContext context = LogContext.current();
      if (context == null || own == null) {
        return null;
      }
      boolean isTheEvents = own == reusable && !own.isFrozen();
      StringMap all = isTheEvents ? own : ContextDataFactory.createContextData();
      if (!isTheEvents) {
        all.putAll(own);
      }
      for (String key : LogContext.keys()) {
        String value = context.get(key);
        if (value != null && !all.containsKey(key)) {
          all.putValue(key, value);
        }
      }
      for (Map.Entry<String, String> label : context.labels().entrySet()) {
        if (!all.containsKey(label.getKey())) {
          all.putValue(label.getKey(), label.getValue());
        }
      }
      if (own.isFrozen()) {
        all.freeze();
      }
      return all;
    }
  }

  static final class LogMessage {
    private LogMessage() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void tell(
        @This Object logger,
        @Argument(1) Level level,
        @Argument(3) @Nullable Message message,
        @Argument(4) @Nullable Throwable thrown) {
      if (level.intLevel() <= Level.ERROR.intLevel()) {
        Jobs.errorLogged(thrown);
      }
      if (Logged.isWanted()) {
        new Log4jEvent((Logger) logger, level, message, thrown).tell();
      }
    }
  }

  static final class LogLocated {
    private LogLocated() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void tell(
        @This Object logger,
        @Argument(0) Level level,
        @Argument(4) @Nullable Message message,
        @Argument(5) @Nullable Throwable thrown) {
      LogMessage.tell(logger, level, message, thrown);
    }
  }
}
