/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import com.mchange.v2.c3p0.impl.C3P0PooledConnectionPool;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Stateful;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Arrays;
import java.util.List;
import javax.sql.ConnectionPoolDataSource;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** c3p0 0.9.5 and later: each pool is observed from its construction to its close. */
public final class C3p0Instrumentation extends InstrumentationModule {
  private static final String SOURCE = "javax.sql.ConnectionPoolDataSource";
  private static final String STRING = "java.lang.String";

  public C3p0Instrumentation() {
    super("c3p0");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Pools(), new Managers());
  }

  /** Pools begin, hand connections out and end. */
  static final class Pools implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("com.mchange.v2.c3p0.impl.C3P0PooledConnectionPool");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.constructors().takes(0, SOURCE).takes(3, "int"), Begin.class.getName());
      type.applyAdviceToMethod(
          Methods.named("checkoutPooledConnection").takes(0), HandOut.class.getName());
      type.applyAdviceToMethod(
          Methods.named("close").takes(1).takes(0, "boolean"), End.class.getName());
    }
  }

  /** What makes the pools of a data source knows its name. */
  static final class Managers implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("com.mchange.v2.c3p0.impl.C3P0PooledConnectionPoolManager");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.constructors().takes(6).takes(0, SOURCE).takes(4, STRING).takes(5, STRING),
          Name.class.getName());
    }
  }

  static final class Begin {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void begun(
        @This C3P0PooledConnectionPool pool,
        @Argument(0) ConnectionPoolDataSource source,
        @Argument(3) int max) {
      PoolObserved.begin(pool, new C3p0Observed(pool, source, max));
    }
  }

  static final class HandOut {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static Long begins() {
      return System.nanoTime();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void handedOut(@This C3P0PooledConnectionPool pool, @Enter @Nullable Long begun) {
      PoolObserved.acquired(pool, begun);
    }
  }

  static final class End {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void ends(@This C3P0PooledConnectionPool pool) {
      PoolObserved.end(pool);
    }
  }

  static final class Name {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void named(
        @Argument(0) ConnectionPoolDataSource source,
        @Argument(4) String token,
        @Argument(5) @Nullable String name) {
      C3p0Observed.name(source, name, token);
    }
  }
}
