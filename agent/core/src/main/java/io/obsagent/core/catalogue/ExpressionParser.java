/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Compiles the text of an expression by recursive descent. From loose to tight: {@code or}, {@code
 * and}, {@code not}, comparisons, {@code else}, sums, products.
 */
final class ExpressionParser<S> {
  private static final int MOST_LEVELS = 64;
  private static final int MOST_CHARACTERS = 1000;

  private final Lexer lexer;
  private final Names<S> names;
  private int levels;

  private ExpressionParser(String source, Names<S> names) {
    this.lexer = new Lexer(source);
    this.names = names;
  }

  /**
   * Compiles an expression.
   *
   * @throws ExpressionException when it is none
   */
  static <S> Expression<S> parse(String source, Names<S> names) {
    if (source.length() > MOST_CHARACTERS) {
      throw new ExpressionException(
          0, "an expression has at most " + MOST_CHARACTERS + " characters");
    }
    ExpressionParser<S> parser = new ExpressionParser<>(source, names);
    Expression<S> expression = parser.either();
    if (parser.lexer.kind != Lexer.Kind.END) {
      throw parser.error("'" + parser.lexer.word + "' is not expected here");
    }
    return expression;
  }

  private Expression<S> either() {
    descend();
    Expression<S> left = both();
    while (lexer.take("or")) {
      left = new Logic<>(left, true, both());
    }
    levels--;
    return left;
  }

  private Expression<S> both() {
    Expression<S> left = negation();
    while (lexer.take("and")) {
      left = new Logic<>(left, false, negation());
    }
    return left;
  }

  private Expression<S> negation() {
    if (!lexer.take("not")) {
      return comparison();
    }
    descend();
    Expression<S> operand = negation();
    levels--;
    return new Not<>(operand);
  }

  private Expression<S> comparison() {
    Expression<S> left = coalesce();
    if (lexer.take("~")) {
      return new GlobMatch<>(left, pattern());
    }
    String operator = lexer.word;
    if (lexer.kind == Lexer.Kind.SYMBOL && isComparison(operator)) {
      lexer.next();
      return new Comparison<>(left, operator, coalesce());
    }
    return left;
  }

  private static boolean isComparison(String symbol) {
    switch (symbol) {
      case "==":
      case "!=":
      case "<":
      case "<=":
      case ">":
      case ">=":
        return true;
      default:
        return false;
    }
  }

  private Glob pattern() {
    int at = lexer.start;
    String pattern = text("a pattern in quotes follows ~");
    try {
      return Glob.of(pattern, (char) 0, false);
    } catch (IllegalArgumentException e) {
      throw new ExpressionException(at, String.valueOf(e.getMessage()));
    }
  }

  private Expression<S> coalesce() {
    Expression<S> left = sum();
    while (lexer.take("else")) {
      left = new Else<>(left, sum());
    }
    return left;
  }

  private Expression<S> sum() {
    Expression<S> left = product();
    while (lexer.is("+") || lexer.is("-")) {
      char operator = lexer.word.charAt(0);
      lexer.next();
      left = new Arithmetic<>(left, operator, product());
    }
    return left;
  }

  private Expression<S> product() {
    Expression<S> left = primary();
    while (lexer.is("*") || lexer.is("/")) {
      char operator = lexer.word.charAt(0);
      lexer.next();
      left = new Arithmetic<>(left, operator, primary());
    }
    return left;
  }

  private Expression<S> primary() {
    switch (lexer.kind) {
      case TEXT:
        return new Literal<>(text(""));
      case NUMBER:
        return new Literal<>(number());
      case NAME:
        return lexer.opens() ? call() : name();
      default:
        if (lexer.take("-")) {
          descend();
          Expression<S> operand = primary();
          levels--;
          return new Arithmetic<>(new Literal<>(0L), '-', operand);
        }
        if (lexer.take("(")) {
          Expression<S> inner = either();
          close();
          return inner;
        }
        throw lexer.kind == Lexer.Kind.END
            ? error("the expression ends too early")
            : error("'" + lexer.word + "' is not expected here");
    }
  }

  private Expression<S> name() {
    String name = lexer.word;
    switch (name) {
      case "true":
        lexer.next();
        return new Literal<>(true);
      case "false":
        lexer.next();
        return new Literal<>(false);
      case "null":
        lexer.next();
        return new Literal<>(null);
      case "and":
      case "or":
      case "not":
      case "else":
        throw error("'" + name + "' is not expected here");
      default:
        Expression<S> found = names.find(name);
        if (found == null) {
          throw error(names.missing(name));
        }
        lexer.next();
        return found;
    }
  }

  private static String joined(List<String> words) {
    StringBuilder all = new StringBuilder();
    for (String word : words) {
      all.append(all.length() == 0 ? "" : ", ").append(word);
    }
    return all.toString();
  }

  // ---- functions ----

  private static final List<String> FUNCTIONS =
      Arrays.asList(
          "lower", "upper", "trim", "type", "root", "len", "json", "split", "match", "bucket",
          "now");

  private Expression<S> call() {
    String function = lexer.word;
    int at = lexer.start;
    int dot = function.lastIndexOf('.');
    if (dot >= 0) {
      String method = function.substring(dot + 1);
      throw new ExpressionException(
          at + dot, "'." + method + "(' calls a method; write '." + property(method) + "'");
    }
    if (!FUNCTIONS.contains(function)) {
      throw error(
          "'"
              + function
              + "' is no function; there are "
              + joined(FUNCTIONS)
              + Suggestion.plain(function, FUNCTIONS));
    }
    lexer.next();
    lexer.next();
    if (function.equals("now")) {
      close();
      return new NowFunction<>();
    }
    Expression<S> operand = either();
    Expression<S> result = function(function, operand);
    close();
    return result;
  }

  private Expression<S> function(String function, Expression<S> operand) {
    switch (function) {
      case "type":
        return new TypeFunction<>(false, operand);
      case "root":
        return new TypeFunction<>(true, operand);
      case "len":
        return operand.length();
      case "json":
        return json(operand);
      case "split":
        return split(operand);
      case "match":
        return match(operand);
      case "bucket":
        return bucket(operand);
      default:
        return new TextFunction<>(function, operand);
    }
  }

  /** The path follows the closing bracket. */
  private Expression<S> json(Expression<S> operand) {
    String path = lexer.is(")") ? lexer.path() : "";
    return new JsonFunction<>(operand, path, false);
  }

  private Expression<S> split(Expression<S> operand) {
    String usage = "split takes a text, a separator in quotes and a number: split(key, ':', 0)";
    expect(",", usage);
    String separator = text(usage);
    expect(",", usage);
    double sign = lexer.take("-") ? -1 : 1;
    if (separator.isEmpty() || lexer.kind != Lexer.Kind.NUMBER) {
      throw error(usage);
    }
    return PartFunction.split(operand, separator, (int) (sign * number().doubleValue()));
  }

  private Expression<S> match(Expression<S> operand) {
    String usage = "match takes a text and a pattern with one star in quotes: match(key, 'job:*')";
    expect(",", usage);
    int at = lexer.start;
    String pattern = text(usage);
    int star = pattern.indexOf('*');
    if (star < 0 || pattern.indexOf('*', star + 1) >= 0) {
      throw new ExpressionException(at, usage);
    }
    return PartFunction.match(operand, pattern.substring(0, star), pattern.substring(star + 1));
  }

  private Expression<S> bucket(Expression<S> operand) {
    String usage = "bucket takes a number and rising bounds: bucket(duration, 1, 10)";
    List<Double> bounds = new ArrayList<>();
    while (lexer.take(",")) {
      double sign = lexer.take("-") ? -1 : 1;
      if (lexer.kind != Lexer.Kind.NUMBER) {
        throw error(usage);
      }
      double bound = sign * number().doubleValue();
      if (!bounds.isEmpty() && bounds.get(bounds.size() - 1) >= bound) {
        throw error(usage);
      }
      bounds.add(bound);
    }
    if (bounds.isEmpty()) {
      throw error(usage);
    }
    double[] array = new double[bounds.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = bounds.get(i);
    }
    return new BucketFunction<>(operand, array);
  }

  private static String property(String method) {
    boolean getter =
        method.length() > 3 && method.startsWith("get") && Character.isUpperCase(method.charAt(3));
    return getter ? Character.toLowerCase(method.charAt(3)) + method.substring(4) : method;
  }

  // ---- words ----

  private Number number() {
    String word = lexer.word;
    try {
      Number number = word.indexOf('.') < 0 ? (Number) Long.valueOf(word) : Double.valueOf(word);
      lexer.next();
      return number;
    } catch (NumberFormatException e) {
      throw error("'" + word + "' is not a number");
    }
  }

  private String text(String otherwise) {
    if (lexer.kind != Lexer.Kind.TEXT) {
      throw error(otherwise);
    }
    String text = lexer.word;
    lexer.next();
    return text;
  }

  private void close() {
    expect(")", "a ) is missing");
  }

  private void expect(String symbol, String otherwise) {
    if (!lexer.take(symbol)) {
      throw error(otherwise);
    }
  }

  private void descend() {
    levels++;
    if (levels > MOST_LEVELS) {
      throw error("the expression is nested deeper than " + MOST_LEVELS + " levels");
    }
  }

  private ExpressionException error(String message) {
    return new ExpressionException(lexer.start, message);
  }
}
