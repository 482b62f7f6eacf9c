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
import org.jspecify.annotations.Nullable;
import org.vibur.dbcp.ViburDBCPDataSource;

/** Vibur DBCP 11 and later: each pool is observed from its start to its end. */
public final class ViburInstrumentation extends InstrumentationModule
    implements TypeInstrumentation, Stateful {
  public ViburInstrumentation() {
    super("vibur-dbcp");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Collections.<TypeInstrumentation>singletonList(this);
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return Types.named("org.vibur.dbcp.ViburDBCPDataSource");
  }

  @Override
  public void transform(TypeTransformer type) {
    type.applyAdviceToMethod(Methods.named("start").takes(0), Begin.class.getName());
    type.applyAdviceToMethod(Methods.named("getConnection").takes(0), HandOut.class.getName());
    type.applyAdviceToMethod(Methods.named("terminate").takes(0), End.class.getName());
  }

  static final class Begin {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void begun(@This ViburDBCPDataSource source) {
      PoolObserved.begin(source, new ViburObserved(source));
    }
  }

  static final class HandOut {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static Long begins() {
      return System.nanoTime();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void handedOut(@This Object pool, @Enter @Nullable Long begun) {
      PoolObserved.acquired(pool, begun);
    }
  }

  static final class End {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void ends(@This Object pool) {
      PoolObserved.end(pool);
    }
  }
}
