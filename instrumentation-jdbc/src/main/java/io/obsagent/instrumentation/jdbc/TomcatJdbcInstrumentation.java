/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Stateful;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Collections;
import java.util.List;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.apache.tomcat.jdbc.pool.ConnectionPool;
import org.jspecify.annotations.Nullable;

/** Tomcat's JDBC pool 7 and later: each pool is observed from its construction to its close. */
public final class TomcatJdbcInstrumentation extends InstrumentationModule
    implements TypeInstrumentation, Stateful {
  public TomcatJdbcInstrumentation() {
    super("tomcat-jdbc");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Collections.<TypeInstrumentation>singletonList(this);
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return Types.named("org.apache.tomcat.jdbc.pool.ConnectionPool");
  }

  @Override
  public void transform(TypeTransformer type) {
    type.applyAdviceToMethod(Methods.constructors().takes(1), Begin.class.getName());
    type.applyAdviceToMethod(
        Methods.named("getConnection", "getConnectionAsync").isPublic(), HandOut.class.getName());
    type.applyAdviceToMethod(
        Methods.named("close").takes(1).takes(0, "boolean"), End.class.getName());
  }

  static final class Begin {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void begun(@This ConnectionPool pool) {
      PoolObserved.begin(pool, new TomcatObserved(pool));
    }
  }

  static final class HandOut {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static Long begins() {
      return System.nanoTime();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void handedOut(@This ConnectionPool pool, @Enter @Nullable Long begun) {
      PoolObserved.acquired(pool, begun);
    }
  }

  static final class End {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void ends(@This ConnectionPool pool) {
      PoolObserved.end(pool);
    }
  }
}
