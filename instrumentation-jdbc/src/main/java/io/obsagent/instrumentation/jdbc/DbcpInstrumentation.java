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
 * Commons DBCP 2: each pool is observed from when it gets what makes its connections, so by
 * whatever data source it is used, until it is closed.
 */
public final class DbcpInstrumentation extends InstrumentationModule {
  private static final String PREFIX = "org.apache.commons.dbcp2.";
  private static final String STRING = "java.lang.String";

  public DbcpInstrumentation() {
    super("commons-dbcp2");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Factories(), new ByDriver(), new ByDriverManager(), new DataSources());
  }

  /** What makes connections for pools. */
  static final class Factories implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(PREFIX + "PoolableConnectionFactory");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.constructors().takes(2).takes(0, PREFIX + "ConnectionFactory"),
          Make.class.getName());
      type.applyAdviceToMethod(Methods.named("setPool").takes(1), Begin.class.getName());
    }
  }

  /** What makes connections, by a driver. */
  static final class ByDriver implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(PREFIX + "DriverConnectionFactory");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.constructors().takes(3).takes(1, STRING), OfDriver.class.getName());
    }
  }

  /** What makes connections, by whatever driver takes the URL. */
  static final class ByDriverManager implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(PREFIX + "DriverManagerConnectionFactory");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.constructors().takes(0, STRING), OfDriverManager.class.getName());
    }
  }

  /** What hands the connections of a pool out. */
  static final class DataSources implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(PREFIX + "PoolingDataSource");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.constructors().takes(1), Open.class.getName());
      type.applyAdviceToMethod(Methods.named("getConnection").takes(0), HandOut.class.getName());
    }
  }

  static final class Make {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void made(
        @This Object pooled,
        @Argument(0) @Nullable Object connections,
        @Argument(1) @Nullable Object jmxName) {
      DbcpObserved.makes(pooled, connections, jmxName);
    }
  }

  static final class Begin {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void begun(@This Object pooled, @Argument(0) @Nullable Object pool) {
      DbcpObserved.begin(pooled, pool);
    }
  }

  static final class OfDriver {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void made(@This Object connections, @Argument(1) @Nullable String url) {
      DbcpObserved.makes(connections, url);
    }
  }

  static final class OfDriverManager {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void made(@This Object connections, @Argument(0) @Nullable String url) {
      DbcpObserved.makes(connections, url);
    }
  }

  static final class Open {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void opened(@This Object source, @Argument(0) @Nullable Object pool) {
      DbcpObserved.POOL.set(source, pool);
    }
  }

  static final class HandOut {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static Long begins() {
      return System.nanoTime();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void handedOut(@This Object source, @Enter @Nullable Long begun) {
      Object pool = DbcpObserved.POOL.get(source);
      if (pool != null) {
        PoolObserved.acquired(pool, begun);
      }
    }
  }
}
