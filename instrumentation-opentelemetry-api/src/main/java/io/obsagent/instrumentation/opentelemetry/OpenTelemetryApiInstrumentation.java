/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.opentelemetry;

import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Types;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry's API 1.20 and later on the application's class path: the global instance is the
 * agent's, and contexts are kept where the agent keeps its own.
 */
public final class OpenTelemetryApiInstrumentation extends InstrumentationModule {
  private static final String GLOBAL = "io.opentelemetry.api.GlobalOpenTelemetry";

  public OpenTelemetryApiInstrumentation() {
    super("opentelemetry-api");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.<TypeInstrumentation>asList(new Global(), new Storage());
  }

  private static final class Global implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(GLOBAL);
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("get", "getOrNoop", "isSet", "set").isStatic(), Use.class.getName());
      type.applyAdviceToMethod(
          Methods.named("set").isStatic().takes(0, "io.opentelemetry.api.OpenTelemetry"),
          Set.class.getName());
      type.applyAdviceToMethod(
          Methods.named("resetForTest").isStatic().takes(0), Reset.class.getName());
    }
  }

  private static final class Storage implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("io.opentelemetry.context.ContextStorageWrappers");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("getWrappers").isStatic().takes(0), Wrappers.class.getName());
    }
  }

  static final class Use {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void begin() {
      GlobalInstance.install();
    }
  }

  static final class Set {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @AssignReturned.ToArguments(@ToArgument(0))
    static @Nullable OpenTelemetry begin(@Argument(0) @Nullable OpenTelemetry given) {
      return given == null ? null : GlobalInstance.insteadOf(given);
    }
  }

  static final class Reset {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void end() {
      GlobalInstance.forgotten();
    }
  }

  static final class Wrappers {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    @AssignReturned.ToReturned
    static @Nullable List<?> end(@Return @Nullable List<?> wrappers) {
      return wrappers == null ? null : BridgedStorage.first(wrappers);
    }
  }
}
