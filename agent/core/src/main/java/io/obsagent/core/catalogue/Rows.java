/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.operation.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What the rules of a type do with operations that have the same inputs: which cells they record
 * them in. An operation like one before is recorded with one look at a table and, by all rules that
 * count, with one count. A row is made when its inputs come twice in a row at their place, so that
 * inputs that never come again get none, and stays; there is room for so many. Only texts, numbers
 * and truths are kept as inputs. Thread-safe.
 */
final class Rows {
  private static final int MOST_INPUTS = 6;
  private static final int FEW_INPUTS = 3;
  private static final int MOST_CHARACTERS = 256;
  private static final int PLACES = 1024;

  /** So many places are looked at for a row. */
  private static final int PROBES = 4;

  private final RuleRecorder[] rules;
  private final boolean[] tabled;
  private final Expression<Operation>[] inputs;
  private final @Nullable Row[] rows = new Row[PLACES + PROBES];
  private final int[] seen = new int[PLACES];
  private volatile boolean broken;

  /** One combination of inputs. */
  private static final class Row {
    final int hash;
    final @Nullable Object[] inputs;

    /** How many operations had them. */
    final LongAdder count;

    /** Those that do more than count. */
    final RuleRecorder[] recorders;

    /** Where they record; null for one that has to be asked. */
    final @Nullable Cell[] cells;

    Row(
        int hash,
        @Nullable Object[] inputs,
        LongAdder count,
        List<RuleRecorder> recorders,
        List<@Nullable Cell> cells) {
      this.hash = hash;
      this.inputs = inputs;
      this.count = count;
      this.recorders = recorders.toArray(new RuleRecorder[0]);
      this.cells = cells.toArray(new Cell[0]);
    }

    /** What is known is plain, so that nothing of the application is asked. */
    private boolean has(int i, @Nullable Object value) {
      Object known = inputs[i];
      return known == value || (known != null && known.equals(value));
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  Rows(RuleRecorder[] rules) {
    this.rules = rules;
    this.tabled = new boolean[rules.length];
    Inputs<Operation> found = new Inputs<>();
    for (int i = 0; i < rules.length; i++) {
      Rule<Operation> rule = rules[i].tabled();
      if (rule != null) {
        int before = found.count();
        rule.labelInputs(found);
        tabled[i] = fits(found, before);
      }
    }
    for (int i = 0; i < rules.length; i++) {
      Rule<Operation> rule = rules[i].tabled();
      if (rule != null && tabled[i]) {
        int before = found.count();
        rule.conditionInputs(found);
        tabled[i] = fits(found, before);
      }
    }
    this.inputs = found.all().toArray((Expression<Operation>[]) new Expression[0]);
  }

  private static boolean fits(Inputs<Operation> found, int before) {
    boolean fits = found.count() <= MOST_INPUTS;
    if (!fits) {
      found.shorten(before);
    }
    return fits;
  }

  /** Of how many operations it was known what to do with them. */
  long count() {
    long count = 0;
    for (Row row : rows) {
      count += row == null ? 0 : row.count.sum();
    }
    return count;
  }

  /** Records an operation if it is known what to do with it; else does nothing. */
  boolean record(Operation operation) {
    Row row = row(operation);
    if (row == null) {
      return false;
    }
    row.count.increment();
    for (int i = 0; i < row.recorders.length; i++) {
      row.recorders[i].ended(operation, row.cells[i]);
    }
    return true;
  }

  private @Nullable Row row(Operation operation) {
    if (broken || (Health.anySuspended() && isSuspended())) {
      return null;
    }
    try {
      Object a = input(0, operation);
      Object b = input(1, operation);
      Object c = input(2, operation);
      Object d = null;
      Object e = null;
      Object f = null;
      int hash = 31 * (31 * hash(c) + hash(b)) + hash(a);
      boolean few = inputs.length <= FEW_INPUTS;
      if (!few) {
        d = input(3, operation);
        e = input(4, operation);
        f = input(5, operation);
        hash = 31 * (31 * (31 * hash + hash(f)) + hash(e)) + hash(d);
      }
      int place = (hash ^ hash >>> 10 ^ hash >>> 20) & PLACES - 1;
      Row row = rows[place];
      for (int i = 1; row != null; i++) {
        if (row.hash == hash
            && row.has(0, a)
            && row.has(1, b)
            && row.has(2, c)
            && (few || (row.has(3, d) && row.has(4, e) && row.has(5, f)))) {
          return row;
        }
        row = i < PROBES ? rows[place + i] : null;
      }
      if (seen[place] == hash) {
        learn(operation, place, hash, a, b, c, d, e, f);
      }
      seen[place] = hash;
    } catch (Throwable t) {
      broken = true; // the rule whose input that is will tell
    }
    return null;
  }

  private boolean isSuspended() {
    for (RuleRecorder rule : rules) {
      if (rule.health().isSuspended()) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Object input(int i, Operation operation) {
    return i < inputs.length ? inputs[i].value(operation) : null;
  }

  private static int hash(@Nullable Object value) {
    if (value instanceof String) {
      return value.hashCode();
    }
    if (value == null) {
      return 0;
    }
    return isPlain(value) ? value.hashCode() : System.identityHashCode(value);
  }

  private static boolean isPlain(Object value) {
    return value instanceof Long
        || value instanceof Boolean
        || value instanceof Integer
        || value instanceof Double;
  }

  private synchronized void learn(
      Operation operation, int place, int hash, @Nullable Object... values) {
    int free = place;
    while (free < place + PROBES && rows[free] != null) {
      if (rows[free].hash == hash) {
        return;
      }
      free++;
    }
    if (free == place + PROBES || !areKept(values)) {
      return;
    }
    List<Cell.Count> counts = new ArrayList<>();
    List<RuleRecorder> recorders = new ArrayList<>();
    List<@Nullable Cell> cells = new ArrayList<>();
    for (int i = 0; i < rules.length; i++) {
      Cell cell = tabled[i] ? rules[i].known(operation) : null;
      if (tabled[i] && cell == null) {
        return;
      }
      if (cell instanceof Cell.Count) {
        counts.add((Cell.Count) cell);
      } else if (cell != RuleRecorder.NONE) {
        recorders.add(rules[i]);
        cells.add(cell);
      }
    }
    Row row = new Row(hash, values, new LongAdder(), recorders, cells);
    for (Cell.Count count : counts) {
      count.shares(row.count);
    }
    rows[free] = row;
  }

  private static boolean areKept(@Nullable Object[] values) {
    for (Object value : values) {
      boolean kept =
          value == null
              || isPlain(value)
              || (value instanceof String && ((String) value).length() <= MOST_CHARACTERS);
      if (!kept) {
        return false;
      }
    }
    return true;
  }
}
