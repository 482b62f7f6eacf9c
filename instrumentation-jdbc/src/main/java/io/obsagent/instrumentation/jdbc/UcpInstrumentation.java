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
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import oracle.ucp.UniversalConnectionPool;

/** Oracle UCP 19 and later: each pool is observed from its start to its stop. */
public final class UcpInstrumentation extends InstrumentationModule
    implements TypeInstrumentation, Stateful {
  public UcpInstrumentation() {
    super("oracle-ucp");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Collections.<TypeInstrumentation>singletonList(this);
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return Types.named("oracle.ucp.common.UniversalConnectionPoolBase");
  }

  @Override
  public void transform(TypeTransformer type) {
    type.applyAdviceToMethod(Methods.named("start").isPublic(), Begin.class.getName());
    type.applyAdviceToMethod(Methods.named("stop").isPublic().takes(0), End.class.getName());
  }

  static final class Begin {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void begun(@This UniversalConnectionPool pool) {
      PoolObserved.begin(pool, new UcpObserved(pool));
    }
  }

  static final class End {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void ends(@This Object pool) {
      PoolObserved.end(pool);
    }
  }
}
