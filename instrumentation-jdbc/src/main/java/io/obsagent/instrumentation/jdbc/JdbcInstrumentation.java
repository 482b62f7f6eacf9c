/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.jdbc;

import io.obsagent.core.database.Nesting;
import io.obsagent.core.database.Query;
import io.obsagent.core.database.Session;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Stateful;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.asm.Advice.Thrown;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Any JDBC driver: an operation for each statement that is executed and for each transaction that
 * is committed or rolled back. Pools and other wrappers implement the same interfaces and are woven
 * alike; the outermost call counts.
 */
public final class JdbcInstrumentation extends InstrumentationModule {
  private static final String STRING = "java.lang.String";

  /** Has the methods of statements; only its subclasses say that they are any. */
  private static final String SQLITE_STATEMENT = "org.sqlite.jdbc3.JDBC3Statement";

  public JdbcInstrumentation() {
    super("jdbc");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(
        new Drivers(),
        new Connections(),
        new Statements(
            Types.implementing(
                "java.sql.Statement",
                "executeQuery",
                "executeUpdate",
                "executeLargeUpdate",
                "executeBatch",
                "executeLargeBatch",
                "addBatch")),
        new Statements(Types.named(SQLITE_STATEMENT)));
  }

  private static Methods methods(String... names) {
    return Methods.named(names).isPublic().isNotStatic();
  }

  /** Drivers say which URL a connection is for. */
  static final class Drivers implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.implementing("java.sql.Driver", "acceptsURL", "jdbcCompliant");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          methods("connect").takes(2).takes(0, STRING), Connect.class.getName());
    }
  }

  /** Connections make statements and end transactions. */
  static final class Connections implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.implementing(
          "java.sql.Connection", "prepareStatement", "prepareCall", "setAutoCommit");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(methods("createStatement"), Create.class.getName());
      type.applyAdviceToMethod(
          methods("prepareStatement", "prepareCall").takes(0, STRING), Prepare.class.getName());
      // By which H2, before version 2, asks for its metadata.
      type.applyAdviceToMethod(
          Methods.named("prepareAutoCloseStatement").takes(1).takes(0, STRING),
          Prepare.class.getName());
      type.applyAdviceToMethod(methods("commit").takes(0), Commit.class.getName());
      type.applyAdviceToMethod(methods("rollback").takes(0), Rollback.class.getName());
      type.applyAdviceToMethod(
          methods("isValid", "setAutoCommit").takes(1), OwnBusiness.class.getName());
    }
  }

  /** Statements are executed. */
  static final class Statements implements TypeInstrumentation, Stateful {
    private final Types types;

    Statements(Types types) {
      this.types = types;
    }

    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return types;
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          methods("execute").takes(0).returns("boolean"), ExecutePrepared.class.getName());
      type.applyAdviceToMethod(methods("executeQuery").takes(0), QueryPrepared.class.getName());
      type.applyAdviceToMethod(
          methods("executeUpdate").takes(0).returns("int"), UpdatePrepared.class.getName());
      type.applyAdviceToMethod(
          methods("executeLargeUpdate").takes(0).returns("long"),
          LargeUpdatePrepared.class.getName());
      type.applyAdviceToMethod(
          methods("execute").takes(0, STRING).returns("boolean"), Execute.class.getName());
      type.applyAdviceToMethod(methods("executeQuery").takes(0, STRING), Select.class.getName());
      type.applyAdviceToMethod(
          methods("executeUpdate").takes(0, STRING).returns("int"), Update.class.getName());
      type.applyAdviceToMethod(
          methods("executeLargeUpdate").takes(0, STRING).returns("long"),
          LargeUpdate.class.getName());
      type.applyAdviceToMethod(
          methods("addBatch").takes(1).takes(0, STRING), AddBatch.class.getName());
      type.applyAdviceToMethod(methods("clearBatch").takes(0), ClearBatch.class.getName());
      type.applyAdviceToMethod(
          methods("executeBatch").takes(0).returns("int[]"), ExecuteBatch.class.getName());
      type.applyAdviceToMethod(
          methods("executeLargeBatch").takes(0).returns("long[]"),
          ExecuteLargeBatch.class.getName());
    }
  }

  static final class Connect {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static Nesting begin() {
      return Nesting.connect();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @Argument(0) @Nullable String url,
        @Enter @Nullable Nesting nesting,
        @Return @Nullable Object connection) {
      if (nesting != null) {
        nesting.connected(connection, url);
      }
    }
  }

  static final class Create {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static Nesting begin() {
      return Nesting.make();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @This Connection connection,
        @Enter @Nullable Nesting nesting,
        @Return @Nullable Object statement) {
      Sessions.made(connection, statement, null, nesting);
    }
  }

  static final class Prepare {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static Nesting begin() {
      return Nesting.make();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @This Connection connection,
        @Argument(0) @Nullable String sql,
        @Enter @Nullable Nesting nesting,
        @Return @Nullable Object statement) {
      Sessions.made(connection, statement, sql, nesting);
    }
  }

  static final class Commit {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start(@This Connection connection) {
      return Transactions.start(connection, "commit", "COMMIT");
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(@Enter @Nullable Operation operation, @Thrown @Nullable Throwable error) {
      Completion.end(operation, error);
    }
  }

  static final class Rollback {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start(@This Connection connection) {
      return Transactions.start(connection, "rollback", "ROLLBACK");
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(@Enter @Nullable Operation operation, @Thrown @Nullable Throwable error) {
      Completion.end(operation, error);
    }
  }

  /**
   * How a driver sees whether the connection is alive, or changes its mode, is its own business.
   */
  static final class OwnBusiness {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static Session begin(@This Connection connection) {
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

  static final class ExecutePrepared {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start(@This Statement statement) {
      return Queries.startPrepared(statement);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @This Statement statement,
        @Enter @Nullable Operation operation,
        @Return boolean hasResults,
        @Thrown @Nullable Throwable error) {
      Affected.tell(operation, statement, hasResults, error);
      Completion.end(operation, error);
    }
  }

  static final class QueryPrepared {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start(@This Statement statement) {
      return Queries.startPrepared(statement);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(@Enter @Nullable Operation operation, @Thrown @Nullable Throwable error) {
      Completion.end(operation, error);
    }
  }

  static final class UpdatePrepared {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start(@This Statement statement) {
      return Queries.startPrepared(statement);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @Enter @Nullable Operation operation, @Return int rows, @Thrown @Nullable Throwable error) {
      Queries.end(operation, rows, error);
    }
  }

  static final class LargeUpdatePrepared {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start(@This Statement statement) {
      return Queries.startPrepared(statement);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @Enter @Nullable Operation operation,
        @Return long rows,
        @Thrown @Nullable Throwable error) {
      Queries.end(operation, rows, error);
    }
  }

  static final class Execute {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start(@This Statement statement, @Argument(0) @Nullable String sql) {
      return Queries.start(statement, sql);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @This Statement statement,
        @Enter @Nullable Operation operation,
        @Return boolean hasResults,
        @Thrown @Nullable Throwable error) {
      Affected.tell(operation, statement, hasResults, error);
      Completion.end(operation, error);
    }
  }

  static final class Select {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start(@This Statement statement, @Argument(0) @Nullable String sql) {
      return Queries.start(statement, sql);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(@Enter @Nullable Operation operation, @Thrown @Nullable Throwable error) {
      Completion.end(operation, error);
    }
  }

  static final class Update {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start(@This Statement statement, @Argument(0) @Nullable String sql) {
      return Queries.start(statement, sql);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @Enter @Nullable Operation operation, @Return int rows, @Thrown @Nullable Throwable error) {
      Queries.end(operation, rows, error);
    }
  }

  static final class LargeUpdate {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start(@This Statement statement, @Argument(0) @Nullable String sql) {
      return Queries.start(statement, sql);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @Enter @Nullable Operation operation,
        @Return long rows,
        @Thrown @Nullable Throwable error) {
      Queries.end(operation, rows, error);
    }
  }

  static final class AddBatch {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void added(@This Statement statement, @Argument(0) @Nullable String sql) {
      Query query = Query.of(statement);
      if (query != null) {
        query.addToBatch(sql);
      }
    }
  }

  static final class ClearBatch {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void cleared(@This Statement statement) {
      Query query = Query.of(statement);
      if (query != null) {
        query.clearBatch();
      }
    }
  }

  static final class ExecuteBatch {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start(@This Statement statement) {
      return Queries.startBatch(statement);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @This Statement statement,
        @Enter @Nullable Operation operation,
        @Return int @Nullable [] counts,
        @Thrown @Nullable Throwable error) {
      Queries.endBatch(
          statement,
          operation,
          counts == null ? 0 : counts.length,
          operation == null || counts == null ? -1 : sum(counts),
          error);
    }

    /** Negative when one of the counts is not known. */
    private static long sum(int[] counts) {
      long sum = 0;
      for (int count : counts) {
        if (count < 0) {
          return -1;
        }
        sum += count;
      }
      return sum;
    }
  }

  static final class ExecuteLargeBatch {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start(@This Statement statement) {
      return Queries.startBatch(statement);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @This Statement statement,
        @Enter @Nullable Operation operation,
        @Return long @Nullable [] counts,
        @Thrown @Nullable Throwable error) {
      Queries.endBatch(
          statement,
          operation,
          counts == null ? 0 : counts.length,
          operation == null || counts == null ? -1 : sum(counts),
          error);
    }

    /** Negative when one of the counts is not known. */
    private static long sum(long[] counts) {
      long sum = 0;
      for (long count : counts) {
        if (count < 0) {
          return -1;
        }
        sum += count;
      }
      return sum;
    }
  }
}
