/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.log.Logged;
import io.obsagent.core.operation.Field;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import io.obsagent.core.vocabulary.Observed;
import io.obsagent.core.vocabulary.ObservedType;
import io.obsagent.core.vocabulary.RedisCommand;
import io.obsagent.core.vocabulary.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the text of a rule's source: a word that says what kind it is, and a pattern for each
 * field that it selects by.
 */
final class SourceParser {
  /** Each source with what follows it and an example. */
  private static final String[][] SOURCES = {
    {"http.server", "METHOD ROUTE", "http.server POST /api/bookings"},
    {"http.client", "METHOD HOST/PATH", "http.client POST api.example.com/v1/**"},
    {"sql", "OP TABLE", "sql INSERT users"},
    {"db.transaction", "", "db.transaction"},
    {"redis", "CMD KEYGLOB", "redis GET user:*"},
    {"queue", "NAME", "queue emails"},
    {"s3", "OP BUCKET/KEYGLOB", "s3 upload photos/**"},
    {"replicate", "", "replicate"},
    {"replicate.prediction", "", "replicate.prediction"},
    {"job", "NAME", "job *"},
    {"schedule", "NAME", "schedule *"},
    {"method", "TYPE#NAME", "method com.acme.img.ImageProcessor#process"},
    {"event", "NAME", "event auth.jwt"},
    {"operation", "NAME", "operation checkout"},
    {"log", "LEVEL LOGGER", "log ERROR com.acme.*"},
    {"error", "TYPE", "error java.sql.SQLException"},
    {"db.pool", "", "db.pool"},
    {"queue.poll", "NAME", "queue.poll *"},
    {"worker", "", "worker"},
    {"scheduler", "", "scheduler"},
    {"http.server.active", "", "http.server.active"},
    {"http.session", "", "http.session"},
    {"error.group", "", "error.group"},
    {"jvm", "", "jvm"},
    {"process", "", "process"},
    {"agent", "", "agent"},
    {"export", "SIGNAL", "export spans"},
    {"rule", "", "rule"},
    {"rule.overflow", "", "rule.overflow"},
    {"rule.skipped", "", "rule.skipped"},
  };

  private static final char SEGMENTS = '/';
  private static final char WHOLE = 0;

  private final String source;
  private final List<String> words = new ArrayList<>();
  private final List<Integer> offsets = new ArrayList<>();
  private final Map<String, CompiledOperation> operations;

  private SourceParser(String source, Map<String, CompiledOperation> operations) {
    this.source = source;
    this.operations = operations;
    int i = 0;
    while (i < source.length()) {
      int begin = i;
      while (i < source.length() && !Character.isWhitespace(source.charAt(i))) {
        i++;
      }
      if (i > begin) {
        words.add(source.substring(begin, i));
        offsets.add(begin);
      }
      i++;
    }
  }

  /**
   * Compiles a source.
   *
   * @param operations the user's own, by name
   * @throws ExpressionException when it is none
   */
  static Source<?> parse(String source, Map<String, CompiledOperation> operations) {
    return new SourceParser(source, operations).parsed();
  }

  private Source<?> parsed() {
    String name = words.isEmpty() ? "" : words.get(0);
    String[] row = row(name);
    if (row == null) {
      throw new ExpressionException(
          0, "'" + name + "' is not a source" + Suggestion.quoted(name, names()));
    }
    int parameters = row[1].isEmpty() ? 0 : row[1].split(" ").length;
    if (words.size() - 1 != parameters) {
      throw new ExpressionException(
          0,
          name
              + (parameters == 0 ? " stands alone" : " takes " + row[1] + ", such as " + row[2])
              + "; this is '"
              + source
              + "'");
    }
    if (name.equals("operation")) {
      return operation();
    }
    if (name.equals("method")) {
      return MethodSource.parse(words.get(1), offsets.get(1));
    }
    if (name.equals("event")) {
      return event();
    }
    OperationType operations = Vocabulary.operation(name);
    if (operations != null && name.startsWith("http.")) {
      return http(name, operations);
    }
    if (operations != null) {
      List<Expression<Operation>> conditions = conditions(name, operations);
      switch (name) {
        case "sql":
          return SqlSource.of(conditions);
        case "log":
          return new OperationSource(new LogNames(), operations, conditions);
        case "error":
          return new OperationSource(new ErrorNames(), operations, conditions);
        default:
          return new OperationSource(name, operations, conditions);
      }
    }
    ObservedType observed = Vocabulary.observed(name);
    if (observed == null) {
      throw new IllegalStateException(name);
    }
    return new ObservedSource(observed, parameters == 0 ? none() : named(observed));
  }

  private OperationSource operation() {
    String name = words.get(1);
    CompiledOperation operation = operations.get(name);
    if (operation == null) {
      throw new ExpressionException(
          offsets.get(1),
          "there is no operation '" + name + "'" + Suggestion.quoted(name, operations.keySet()));
    }
    return new OperationSource(operation.join, operation.names(), none());
  }

  /** Requests, of which rules may read more than fields. */
  private OperationSource http(String name, OperationType type) {
    String target = words.get(2);
    Glob host = null;
    if (name.equals("http.client")) {
      int slash = slash(target);
      host = glob(2, slash < 0 ? target : target.substring(0, slash), WHOLE, true);
      target = slash < 0 ? "/**" : target.substring(slash);
    }
    Glob method = glob(1, upper(1), WHOLE, false);
    return new OperationSource(
        new HttpNames(name, type, method, host, target), type, conditions(name, type));
  }

  private static <S> List<Expression<S>> none() {
    return new ArrayList<>();
  }

  /**
   * An event by its whole name, or by that of its family and a pattern for the rest: {@code
   * stripe.*} of {@code stripe.invoice.*}.
   */
  private OperationSource event() {
    String event = words.get(1);
    OperationType type = Vocabulary.event(event);
    if (type != null) {
      return new OperationSource(event, type, none());
    }
    int dot = event.indexOf('.') + 1;
    type = dot == 0 ? null : Vocabulary.event(event.substring(0, dot) + '*');
    if (type == null) {
      throw new ExpressionException(
          offsets.get(1),
          "'" + event + "' is not an event" + Suggestion.quoted(event, Vocabulary.events()));
    }
    List<Expression<Operation>> conditions = none();
    add(conditions, type.selectors().get(0), glob(1, event.substring(dot), WHOLE, false));
    return new OperationSource(event, type, conditions);
  }

  private List<Expression<Observed>> named(ObservedType type) {
    List<Expression<Observed>> conditions = none();
    Expression<Observed> name = new ObservedNames(type).find(type.fields().get(0));
    Glob glob = glob(1, words.get(1), WHOLE, false);
    if (name != null && !glob.matchesAny()) {
      conditions.add(new GlobMatch<>(name, glob));
    }
    return conditions;
  }

  private List<Expression<Operation>> conditions(String name, OperationType type) {
    List<Expression<Operation>> conditions = none();
    List<Field> fields = type.selectors();
    switch (name) {
      case "http.server":
        add(conditions, fields.get(0), glob(1, upper(1), WHOLE, false));
        add(conditions, fields.get(1), glob(2, words.get(2), SEGMENTS, false));
        break;
      case "http.client":
        add(conditions, fields.get(0), glob(1, upper(1), WHOLE, false));
        parts(conditions, fields.get(1), fields.get(2), true);
        break;
      case "s3":
        add(conditions, fields.get(0), glob(1, words.get(1), WHOLE, false));
        parts(conditions, fields.get(1), fields.get(2), false);
        break;
      case "sql":
        add(conditions, fields.get(0), glob(1, upper(1), WHOLE, false));
        add(conditions, fields.get(1), glob(2, words.get(2), WHOLE, true));
        break;
      case "redis":
        add(conditions, fields.get(0), glob(1, upper(1), WHOLE, false));
        add(conditions, fields.get(1), glob(2, words.get(2), WHOLE, false));
        break;
      case "queue":
        add(conditions, RedisCommand.ACTION, Glob.of("send", WHOLE, false));
        add(conditions, RedisCommand.QUEUE, glob(1, words.get(1), WHOLE, false));
        break;
      case "job":
      case "schedule":
        add(conditions, fields.get(0), glob(1, words.get(1), WHOLE, false));
        break;
      case "log":
        conditions.add(new LogNames.AtLeast(level()));
        add(conditions, fields.get(1), glob(2, words.get(2), WHOLE, false));
        break;
      case "error":
        Glob error = glob(1, words.get(1), WHOLE, false);
        if (!error.matchesAny()) {
          conditions.add(new ErrorNames.IsA(error));
        }
        break;
      default:
    }
    return conditions;
  }

  private int level() {
    String name = words.get(1).equals("*") ? "TRACE" : upper(1);
    int rank = Logged.rank(name);
    if (rank < 0) {
      List<String> levels = Arrays.asList(Logged.levels());
      throw new ExpressionException(
          offsets.get(1),
          "'" + words.get(1) + "' is not a level" + Suggestion.quoted(name, levels));
    }
    return rank;
  }

  /** Host and path, or bucket and key: what is before and behind the first slash. */
  private void parts(
      List<Expression<Operation>> conditions, Field first, Field second, boolean keepSlash) {
    String pattern = words.get(2);
    int slash = slash(pattern);
    if (slash < 0) {
      add(conditions, first, glob(2, pattern, WHOLE, keepSlash));
    } else {
      add(conditions, first, glob(2, pattern.substring(0, slash), WHOLE, keepSlash));
      String rest = pattern.substring(keepSlash ? slash : slash + 1);
      if (!rest.equals("/**")) {
        add(conditions, second, glob(2, rest, SEGMENTS, false));
      }
    }
  }

  private static int slash(String pattern) {
    boolean inBrackets = false;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '/' && !inBrackets) {
        return i;
      }
      inBrackets = c == '[' || (inBrackets && c != ']');
    }
    return -1;
  }

  private static void add(List<Expression<Operation>> conditions, Field field, Glob glob) {
    if (!glob.matchesAny()) {
      conditions.add(new GlobMatch<>(new OperationNames.FieldValue(field), glob));
    }
  }

  private String upper(int word) {
    return words.get(word).toUpperCase(Locale.ROOT);
  }

  private Glob glob(int word, String pattern, char separator, boolean ignoreCase) {
    try {
      return Glob.of(pattern, separator, ignoreCase);
    } catch (IllegalArgumentException e) {
      throw new ExpressionException(offsets.get(word), String.valueOf(e.getMessage()));
    }
  }

  private static String @Nullable [] row(String name) {
    for (String[] row : SOURCES) {
      if (row[0].equals(name)) {
        return row;
      }
    }
    return null;
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>();
    for (String[] row : SOURCES) {
      names.add(row[0]);
    }
    return names;
  }
}
