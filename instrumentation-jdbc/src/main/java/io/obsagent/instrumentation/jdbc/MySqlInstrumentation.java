/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import io.obsagent.core.database.Nesting;
import io.obsagent.core.database.Session;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * What MySQL's driver says by statements of its own, mostly before version 8, is no operation. A
 * module by itself, so that nothing of it is loaded where that driver is not.
 */
public final class MySqlInstrumentation extends InstrumentationModule {
  public MySqlInstrumentation() {
    super("mysql", "jdbc");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Connections(), new Others());
  }

  /** Those of MySQL's driver before version 8, which tell of themselves by statements. */
  static final class Connections implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("com.mysql.jdbc.ConnectionImpl", "com.mysql.cj.jdbc.ConnectionImpl");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("duplicate").takes(0), Duplicate.class.getName());
      type.applyAdviceToMethod(
          Methods.named(
              "createNewIO", "getTransactionIsolation", "isReadOnly", "getMaxBytesPerChar"),
          Housekeeping.class.getName());
    }
  }

  /** What else that driver asks and says by statements of its own. */
  static final class Others implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(
          "com.mysql.jdbc.RowDataDynamic",
          "com.mysql.jdbc.CallableStatement",
          "com.mysql.jdbc.Field",
          "com.mysql.jdbc.SQLError",
          "com.mysql.cj.jdbc.CallableStatement",
          "com.mysql.cj.jdbc.util.ResultSetUtil");
    }

    @Override
    public void transform(TypeTransformer type) {
      // The rest of rows that come as they are read; then a timeout is set.
      type.applyAdviceToMethod(Methods.named("close").takes(0), Housekeeping.class.getName());
      type.applyAdviceToMethod(
          Methods.named(
              "determineParameterTypes", "getCollation", "convertShowWarningsToSQLWarnings"),
          Housekeeping.class.getName());
    }
  }

  /** The statements that are made meanwhile are the driver's own. */
  static final class Housekeeping {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static Nesting begin() {
      return Nesting.ownBusiness();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(@Enter @Nullable Nesting nesting) {
      if (nesting != null) {
        nesting.ownBusinessDone();
      }
    }
  }

  /** The driver connects a second time, to end a statement of the first connection. */
  static final class Duplicate {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static Nesting begin() {
      return Nesting.ownBusiness();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(@Enter @Nullable Nesting nesting, @Return @Nullable Object connection) {
      if (nesting != null) {
        nesting.ownBusinessDone();
      }
      if (connection != null) {
        Session.of(connection).hush();
      }
    }
  }
}
