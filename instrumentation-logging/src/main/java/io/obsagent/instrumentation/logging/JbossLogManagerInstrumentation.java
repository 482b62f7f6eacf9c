/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.logging;

import io.obsagent.core.log.LogContext;
import io.obsagent.core.log.LogFormat;
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
import java.util.Map;
import java.util.logging.Level;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Logger;
import org.jspecify.annotations.Nullable;

/**
 * JBoss LogManager, as in WildFly and Quarkus: its loggers are those of java.util.logging, but
 * publish by themselves, and its records have a diagnostic context, which shows the ids of the
 * operation that the record was logged in. The context of the thread stays the application's.
 */
public final class JbossLogManagerInstrumentation extends InstrumentationModule {
  private static final String RECORD = "org.jboss.logmanager.ExtLogRecord";

  public JbossLogManagerInstrumentation() {
    super("jboss-logmanager", "logging");
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
      return Types.named("org.jboss.logmanager.Logger");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("logRaw").takes(1).takes(0, RECORD), JbossLog.class.getName());
    }
  }

  private static final class RecordType implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(RECORD);
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("getMdc").takes(1), JbossMdc.class.getName());
      type.applyAdviceToMethod(Methods.named("getMdcCopy").takes(0), JbossMdcCopy.class.getName());
    }
  }

  /** Since 3.0; before that, the JDK's class has the formatter. */
  private static final class HandlerType implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.jboss.logmanager.ExtHandler");
    }

    @Override
    public void transform(TypeTransformer type) {
      if (JsonOutput.isWanted()) {
        type.applyAdviceToMethod(
            Methods.named("getFormatter").takes(0), JulJson.Asked.class.getName());
      }
    }
  }

  static final class JbossLog {
    private JbossLog() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Object bind(@This Object logger, @Argument(0) @Nullable ExtLogRecord record) {
      if (record == null) {
        return null;
      }
      LogContext.bind(record);
      if (record.getLevel().intValue() >= Level.SEVERE.intValue()) {
        Jobs.errorLogged(record.getThrown());
      }
      boolean json = LogFormat.isJson();
      if (json || Logged.isWanted()) {
        Logged event = new JbossEvent(((Logger) logger).getName(), record);
        if (json) {
          Logged.attach(record, event);
        }
        return Logged.isWanted() ? event.tellAndHandOn() : null;
      }
      return null;
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void told(@Enter @Nullable Object begun) {
      Logged.handedOn(begun);
    }
  }

  static final class JbossMdc {
    private JbossMdc() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    @AssignReturned.ToReturned
    static @Nullable String add(
        @This Object record, @Argument(0) String key, @Return @Nullable String own) {
      LogContext context = own == null ? LogContext.of(record) : null;
      return context == null ? null : context.find(key);
    }
  }

  static final class JbossMdcCopy {
    private JbossMdcCopy() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    @AssignReturned.ToReturned
    static @Nullable Map<String, String> merge(
        @This Object record, @Return @Nullable Map<String, String> own) {
      LogContext context = LogContext.of(record);
      return context == null ? null : context.with(own);
    }
  }
}
