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
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jboss.jca.core.connectionmanager.pool.AbstractPool;
import org.jspecify.annotations.Nullable;

/**
 * IronJacamar 1.4 and later, whose pools are those of WildFly's data sources: each that is for JDBC
 * is observed from when it is made to its shutdown. Pools of other resources are none of ours.
 */
public final class IronJacamarInstrumentation extends InstrumentationModule
    implements TypeInstrumentation, Stateful {
  public IronJacamarInstrumentation() {
    super("ironjacamar");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Collections.<TypeInstrumentation>singletonList(this);
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return Types.named("org.jboss.jca.core.connectionmanager.pool.AbstractPool");
  }

  @Override
  public void transform(TypeTransformer type) {
    type.applyAdviceToMethod(Methods.constructors().takes(5), Begin.class.getName());
    type.applyAdviceToMethod(Methods.named("getConnection").takes(3), HandOut.class.getName());
    type.applyAdviceToMethod(Methods.named("shutdown").takes(0), End.class.getName());
  }

  static final class Begin {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void begun(@This AbstractPool pool, @Argument(0) Object factory) {
      if (factory.getClass().getName().startsWith("org.jboss.jca.adapters.jdbc.")) {
        PoolObserved.begin(pool, new IronJacamarObserved(pool));
      }
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
