/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * Micrometer 1.5 and later, where {@code otel.instrumentation.micrometer.enabled} is true: the
 * meters of all registries that count for good are read as metrics are collected; a composite one,
 * such as the global one, gets such a registry.
 */
public final class MicrometerInstrumentation extends InstrumentationModule {
  public MicrometerInstrumentation() {
    super("micrometer");
  }

  @Override
  public boolean defaultEnabled() {
    return false;
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.<TypeInstrumentation>asList(new Any(), new Composite());
  }

  private static final class Any implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("io.micrometer.core.instrument.MeterRegistry");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("<init>"), Made.class.getName());
    }
  }

  private static final class Composite implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("io.micrometer.core.instrument.composite.CompositeMeterRegistry");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("<init>"), MadeComposite.class.getName());
    }
  }

  static final class Made {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void end(@This MeterRegistry registry) {
      Registries.made(registry);
    }
  }

  static final class MadeComposite {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void end(@This CompositeMeterRegistry registry) {
      Registries.madeComposite(registry);
    }
  }
}
