/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.reactive;

import io.obsagent.bootstrap.State;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Stateful;
import io.obsagent.core.weave.Types;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Arrays;
import java.util.List;
import kotlin.coroutines.CoroutineContext;
import kotlin.coroutines.jvm.internal.BaseContinuationImpl;
import kotlinx.coroutines.AbstractCoroutine;
import kotlinx.coroutines.Job;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Kotlin coroutines 1.3 and later: what is current where a coroutine is made is current whenever it
 * goes on, on whatever dispatcher, and what was current on that thread is so again when it
 * suspends.
 */
public final class CoroutinesInstrumentation extends InstrumentationModule {
  /** Made by the list of modules. */
  public CoroutinesInstrumentation() {
    super("kotlinx-coroutines", "reactive");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Coroutines(), new Continuations());
  }

  private static final class Coroutines implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("kotlinx.coroutines.AbstractCoroutine");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.constructors(), Made.class.getName());
    }
  }

  /** What compiled coroutines are, of Kotlin's own library, which many have without coroutines. */
  private static final class Continuations implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("kotlin.coroutines.jvm.internal.BaseContinuationImpl");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("resumeWith").takes(1), Resumed.class.getName());
    }
  }

  /** What coroutines carry. */
  static final class Carried {
    private static final State<Context> CONTEXTS = new State<>();

    /** Finds the coroutine that a continuation is of; null before there is one to find. */
    private static volatile CoroutineContext.@Nullable Key<?> coroutine;

    private Carried() {}

    static void by(Object made, CoroutineContext.Key<?> key, Context context) {
      CONTEXTS.set(made, context);
      coroutine = key;
    }

    static @Nullable Context of(BaseContinuationImpl continuation) {
      CoroutineContext.Key<?> key = coroutine;
      if (key == null) {
        return null;
      }
      Object found = continuation.getContext().get(key);
      return found == null ? null : CONTEXTS.get(found);
    }
  }

  static final class Made {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@This AbstractCoroutine<?> made) {
      Context current = Context.current();
      if (current != Context.root()) {
        Carried.by(made, Job.Key, current);
      }
    }
  }

  static final class Resumed {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Scope enter(@This BaseContinuationImpl continuation) {
      Context carried = Carried.of(continuation);
      return carried == null || carried == Context.current() ? null : carried.makeCurrent();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Enter @Nullable Scope scope) {
      if (scope != null) {
        scope.close();
      }
    }
  }
}
