/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.pool.HikariPool;
import io.obsagent.core.database.Session;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Stateful;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * HikariCP 2.4.7 and later: each pool is observed from its construction to its shutdown, and what
 * it asks of its connections for itself is nobody's query.
 */
public final class HikariInstrumentation extends InstrumentationModule {
  public HikariInstrumentation() {
    super("hikaricp");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Pools(), new PoolBases());
  }

  /** Pools begin, hand connections out and end. */
  static final class Pools implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("com.zaxxer.hikari.pool.HikariPool");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.constructors().takes(1).takes(0, "com.zaxxer.hikari.HikariConfig"),
          Begin.class.getName());
      type.applyAdviceToMethod(
          Methods.named("getConnection").takes(1).takes(0, "long"), HandOut.class.getName());
      type.applyAdviceToMethod(Methods.named("shutdown").takes(0), End.class.getName());
    }
  }

  /** Pools set connections up and see whether they are alive. */
  static final class PoolBases implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("com.zaxxer.hikari.pool.PoolBase");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("isConnectionAlive", "isConnectionDead", "setupConnection")
              .takes(1)
              .takes(0, "java.sql.Connection"),
          OwnBusiness.class.getName());
    }
  }

  static final class Begin {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void begun(@This HikariPool pool, @Argument(0) HikariConfig config) {
      PoolObserved.begin(pool, new HikariObserved(pool, config));
    }
  }

  static final class HandOut {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static Long begins() {
      return System.nanoTime();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void handedOut(@This HikariPool pool, @Enter @Nullable Long begun) {
      PoolObserved.acquired(pool, begun);
    }
  }

  static final class End {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void ends(@This HikariPool pool) {
      PoolObserved.end(pool);
    }
  }

  static final class OwnBusiness {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static Session begin(@Argument(0) Object connection) {
      Session session = Session.of(connection);
      session.hush();
      return session;
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(@Enter @Nullable Session session) {
      if (session != null) {
        session.speak();
      }
    }
  }
}
