/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.database.BoundValues;
import io.obsagent.core.method.MethodTarget;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import io.obsagent.core.operation.Recorder;
import io.obsagent.core.vocabulary.DbQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Statements, with the values bound to the columns that expressions name. */
final class SqlSource extends OperationSource {
  private final SqlNames names;

  private SqlSource(SqlNames names, List<Expression<Operation>> conditions) {
    super(names, DbQuery.TYPE, conditions);
    this.names = names;
  }

  static SqlSource of(List<Expression<Operation>> conditions) {
    return new SqlSource(new SqlNames(), conditions);
  }

  @Override
  Map<OperationType, Recorder> listeners() {
    return names.readsParameters
        ? Setters.LISTENERS
        : Collections.<OperationType, Recorder>emptyMap();
  }

  /** Calls that bind a value; found only once a rule reads one. */
  private static final class Setters {
    static final Map<OperationType, Recorder> LISTENERS = listeners();

    private Setters() {}

    private static Map<OperationType, Recorder> listeners() {
      Map<OperationType, Recorder> listeners = new HashMap<>();
      listeners.put(
          type(
              "[setString|setNString|setObject|setInt|setLong|setShort|setByte|setBoolean|setDouble"
                  + "|setFloat|setBigDecimal]",
              2),
          BoundValues.LISTENER);
      listeners.put(type("setNull", 1), BoundValues.NULL_LISTENER);
      return listeners;
    }

    private static OperationType type(String methods, int arguments) {
      MethodTarget target =
          MethodTarget.of(
              "java.sql.PreparedStatement#" + methods,
              MethodTarget.Selection.IMPLEMENTATIONS,
              Glob.of("java.sql.PreparedStatement", '.', false),
              Glob.of(methods, (char) 0, false),
              false);
      for (int i = 0; i < arguments; i++) {
        target.argument(String.valueOf(i));
      }
      return target.type();
    }
  }

  /** The fields of statements, and {@code params.COLUMN}. */
  private static final class SqlNames extends OperationNames {
    private static final String PARAMETERS = "params";

    boolean readsParameters;

    SqlNames() {
      super("sql", DbQuery.TYPE);
    }

    @Override
    @Nullable Expression<Operation> find(String name) {
      String own = name.startsWith("sql.") ? name.substring("sql.".length()) : name;
      if (own.startsWith(PARAMETERS + ".")) {
        String column = own.substring(PARAMETERS.length() + 1);
        if (column.indexOf('.') >= 0) {
          return null;
        }
        readsParameters = true;
        return new BoundValue(BoundValues.slot(column));
      }
      return name.equals(PARAMETERS) ? null : super.find(name);
    }

    @Override
    List<String> all() {
      List<String> names = new ArrayList<>(super.all());
      names.set(names.indexOf(PARAMETERS), PARAMETERS + ".COLUMN");
      return names;
    }
  }

  private static final class BoundValue extends Expression<Operation> {
    private final int slot;

    BoundValue(int slot) {
      this.slot = slot;
    }

    @Override
    @Nullable Object value(Operation operation) {
      Object bound = operation.get(DbQuery.PARAMS);
      if (!(bound instanceof Object[]) || slot < 0 || slot >= ((Object[]) bound).length) {
        return null;
      }
      return ((Object[]) bound)[slot];
    }
  }
}
