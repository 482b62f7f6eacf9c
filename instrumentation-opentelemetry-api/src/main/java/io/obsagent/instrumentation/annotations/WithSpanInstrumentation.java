/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.annotations;

import io.obsagent.core.weave.Hierarchy;
import io.obsagent.core.weave.Interception;
import io.obsagent.core.weave.Interceptor;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Collections;
import java.util.List;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * {@code @WithSpan}, {@code @SpanAttribute} and {@code @AddingSpanAttributes} of OpenTelemetry's
 * instrumentation annotations 1.20 and later.
 */
public final class WithSpanInstrumentation extends InstrumentationModule
    implements TypeInstrumentation, Interceptor {
  public WithSpanInstrumentation() {
    super("opentelemetry-instrumentation-annotations");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Collections.<TypeInstrumentation>singletonList(this);
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return Types.mentioning(
        "Lio/opentelemetry/instrumentation/annotations/WithSpan;",
        "Lio/opentelemetry/instrumentation/annotations/AddingSpanAttributes;");
  }

  /** Each class says by its annotations which methods; see {@link #find}. */
  @Override
  public void transform(TypeTransformer type) {}

  @Override
  public List<Interception> find(
      @Nullable ClassLoader loader, String name, byte[] classFile, Hierarchy hierarchy) {
    return AnnotatedMethods.of(classFile);
  }
}
