/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.logging;

import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Collections;
import java.util.List;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.apache.logging.log4j.core.impl.ContextDataFactory;
import org.apache.logging.log4j.util.StringMap;
import org.jspecify.annotations.Nullable;

/**
 * Log4j 2 since 2.7: what the library collects on the logging thread as the context data of an
 * event, be it synchronous or not, also gets the ids of the current operation. The {@code
 * ThreadContext} stays the application's.
 */
public final class Log4jInstrumentation extends InstrumentationModule
    implements TypeInstrumentation {
  public Log4jInstrumentation() {
    super("log4j", "logging");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Collections.singletonList(this);
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return Types.implementing(
        "org.apache.logging.log4j.core.ContextDataInjector", "injectContextData");
  }

  @Override
  public void transform(TypeTransformer type) {
    type.applyAdviceToMethod(Methods.named("injectContextData").takes(2), Inject.class.getName());
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
      for (String key : LogContext.KEYS) {
        String value = context.get(key);
        if (value != null && !all.containsKey(key)) {
          all.putValue(key, value);
        }
      }
      if (own.isFrozen()) {
        all.freeze();
      }
      return all;
    }
  }
}
