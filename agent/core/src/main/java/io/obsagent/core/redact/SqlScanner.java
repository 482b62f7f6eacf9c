/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

/**
 * One pass over a statement without knowing its dialect. Each token goes to {@link SqlText}, which
 * writes it, and to {@link SqlSubject}, which looks for operation and table.
 *
 * <p>Dialects disagree on where some literals and comments end. Whenever two readings of a place
 * would disagree on what follows, the rest of the statement becomes one mask.
 */
final class SqlScanner {
  /** Characters that are read; the rest of a longer statement is left out. */
  static final int MAX_INPUT = 16_384;

  private static final int MAX_NAME = 128;
  private static final int MAX_TAG = 64;
  private static final int MAX_BRACKET = 512;

  /** Characters that may open a literal, a name or a comment in some dialect. */
  private static final String OPENERS = "'\"`$[/";

  private static final String OPENERS_IN_NESTED_COMMENT = OPENERS + "-#";

  private final String sql;
  private final int end;
  private final boolean standard;
  private final SqlText text;
  private final SqlSubject subject = new SqlSubject();

  private int at;
  private boolean restMasked;
  private boolean afterDot;
  private boolean afterOperand;
  private boolean afterArray;

  private SqlWord statement = SqlWord.NONE;
  private int statementNames;
  private boolean statementStarted;
  private boolean plainObject;

  /**
   * @param standard whether the dialect is known to be one where double quotes hold names and
   *     {@code #} starts no comment
   */
  SqlScanner(String sql, boolean standard) {
    this.sql = sql;
    this.end = Math.min(sql.length(), MAX_INPUT);
    this.standard = standard;
    this.text = new SqlText(end);
  }

  SqlStatement scan() {
    while (at < end && !text.isFull()) {
      token(sql.charAt(at));
    }
    boolean cut = !restMasked && at < sql.length();
    return new SqlStatement(
        subject.operation(), subject.table(), subject.queryType(), text.finish(cut));
  }

  private void token(char c) {
    if (isSpace(c)) {
      at++;
      text.gap();
    } else if (isWordStart(c)) {
      word();
    } else if (isDigit(c)) {
      number();
    } else {
      punctuation(c);
    }
  }

  private void punctuation(char c) {
    switch (c) {
      case '\'':
        quotedLiteral(false);
        break;
      case '"':
        doubleQuoted();
        break;
      case '`':
        backQuoted();
        break;
      case '[':
        bracket();
        break;
      case '$':
        dollar();
        break;
      case '?':
        marker(at + 1);
        break;
      case ':':
        colon();
        break;
      case '.':
        dot();
        break;
      case '-':
      case '#':
      case '/':
        commentOr(c);
        break;
      case '(':
        at++;
        text.open();
        subject.open();
        operator();
        break;
      case ')':
        at++;
        text.close();
        subject.close();
        operand();
        break;
      case ',':
        at++;
        text.comma();
        subject.comma();
        operator();
        break;
      default:
        symbol(c);
    }
  }

  private void word() {
    int from = at;
    do {
      at++;
    } while (at < end && isWordPart(sql.charAt(at)));
    if (at < end && literalPrefix(from)) {
      return;
    }
    SqlWord word = SqlWord.of(sql, from, at);
    if (at - from > MAX_NAME || isBareArgument(word, from)) {
      literal();
      return;
    }
    text.word(word, sql, from, at);
    subject.word(word, sql, from, at);
    boolean secretFollows = secretFollows(word, from);
    operand();
    afterArray = word == SqlWord.ARRAY;
    if (secretFollows) {
      maskRest();
    }
  }

  /** Takes N'', E'', U&'', q'[]' and the like as one literal, a prefix that is none as a word. */
  private boolean literalPrefix(int from) {
    char next = sql.charAt(at);
    int length = at - from;
    char first = (char) (sql.charAt(from) | 0x20);
    if (next == '&' && length == 1 && first == 'u' && at + 1 < end) {
      char quote = sql.charAt(at + 1);
      if (quote == '\'' || quote == '"') {
        at++;
        token(quote);
        return true;
      }
    }
    if (next != '\'') {
      return false;
    }
    char last = (char) (sql.charAt(at - 1) | 0x20);
    if (last == 'q' && (length == 1 || (length == 2 && first == 'n'))) {
      alternativeQuoted();
      return true;
    }
    if (length == 1 && (first == 'e' || first == 'n' || first == 'b' || first == 'x')) {
      quotedLiteral(first == 'e');
      return true;
    }
    if (sql.charAt(from) == '_') {
      quotedLiteral(false);
      return true;
    }
    return false;
  }

  /** Whether what follows the word may be a secret although it need not be a literal. */
  private boolean secretFollows(SqlWord word, int from) {
    if (!statementStarted) {
      statementStarted = true;
      statement = word;
      return word == SqlWord.CONNECT;
    }
    plainObject |= word.isPlainObject();
    switch (statement) {
      case SELECT:
      case INSERT:
      case REPLACE:
      case UPSERT:
      case UPDATE:
      case DELETE:
      case MERGE:
      case WITH:
      case VALUES:
      case EXPLAIN:
      case CALL:
        return false;
      case SET:
      case PRAGMA:
        return word == SqlWord.TO || isPassword(from);
      default:
        return !plainObject && (word == SqlWord.IDENTIFIED || isPassword(from));
    }
  }

  private boolean isPassword(int from) {
    for (int i = from; i + 5 <= at; i++) {
      if (sql.regionMatches(true, i, "PASSW", 0, 5)) {
        return true;
      }
    }
    return false;
  }

  /** Arguments of EXEC need no quotes. */
  private boolean isBareArgument(SqlWord word, int from) {
    boolean exec = statement == SqlWord.EXEC || statement == SqlWord.EXECUTE;
    if (!exec || afterDot || sql.charAt(from) == '@' || word != SqlWord.NONE) {
      return false;
    }
    return statementNames++ > 0;
  }

  private void number() {
    do {
      at++;
    } while (at < end && isNumberPart(sql.charAt(at)));
    literal();
  }

  private boolean isNumberPart(char c) {
    if (c == '+' || c == '-') {
      boolean exponent = (sql.charAt(at - 1) | 0x20) == 'e';
      return exponent && at + 1 < end && isDigit(sql.charAt(at + 1));
    }
    return c == '.' || isWordPart(c);
  }

  private void dot() {
    if (!afterOperand && at + 1 < end && isDigit(sql.charAt(at + 1))) {
      number();
      return;
    }
    at++;
    text.symbol('.');
    subject.dot();
    operator();
    afterDot = true;
  }

  private void quotedLiteral(boolean backslashEscapes) {
    if (skipQuoted(sql.charAt(at), backslashEscapes)) {
      literal();
    } else {
      maskRest();
    }
  }

  private void doubleQuoted() {
    int from = at;
    if (!skipQuoted('"', false)) {
      maskRest();
      return;
    }
    boolean isName = standard || afterDot || subject.expectsName() || isBeforeDot();
    quotedName(from, isName);
  }

  private void backQuoted() {
    int from = at;
    if (skipQuoted('`', true)) {
      quotedName(from, true);
    } else {
      maskRest();
    }
  }

  private void quotedName(int from, boolean isName) {
    if (isName && isNameLike(from + 1, at - 1)) {
      name(from);
    } else {
      literal();
    }
  }

  private void name(int from) {
    text.symbol(sql, from, at);
    subject.name(sql, from + 1, at - 1);
    operand();
  }

  private boolean isBeforeDot() {
    if (at + 1 >= end || sql.charAt(at) != '.') {
      return false;
    }
    char next = sql.charAt(at + 1);
    return next == '"' || next == '*' || isWordStart(next);
  }

  /**
   * Moves behind the quote that ends the literal at the current place. False when there is none, or
   * when dialects disagree on which one it is: behind a backslash, or after three quotes.
   */
  private boolean skipQuoted(char quote, boolean backslashEscapes) {
    boolean triple = at + 3 < end && sql.charAt(at + 1) == quote && sql.charAt(at + 2) == quote;
    if (triple && sql.charAt(at + 3) != quote) {
      return false;
    }
    boolean ignoresBackslash = quote == '`';
    boolean escaped = false;
    int i = at + 1;
    while (i < end) {
      char c = sql.charAt(i);
      if (c != quote) {
        escaped = c == '\\' && !escaped && !ignoresBackslash;
        i++;
      } else if (escaped) {
        if (!backslashEscapes) {
          return false;
        }
        escaped = false;
        i++;
      } else if (i + 1 < end && sql.charAt(i + 1) == quote) {
        i += 2;
      } else {
        at = i + 1;
        return true;
      }
    }
    return false;
  }

  /** Oracle's q'[...]', with any delimiter. */
  private void alternativeQuoted() {
    int i = at + 1;
    if (i >= end) {
      maskRest();
      return;
    }
    char open = sql.charAt(i);
    int pair = "[{(<".indexOf(open);
    char close = pair < 0 ? open : "]})>".charAt(pair);
    for (i++; i + 1 < end; i++) {
      if (sql.charAt(i) == close && sql.charAt(i + 1) == '\'') {
        at = i + 2;
        literal();
        return;
      }
    }
    maskRest();
  }

  /** A name in brackets, or the brackets of an array. */
  private void bracket() {
    int from = at;
    boolean opener = false;
    int limit = Math.min(end, at + MAX_BRACKET);
    int i = at + 1;
    while (i < limit && sql.charAt(i) != ']') {
      opener |= OPENERS.indexOf(sql.charAt(i)) >= 0;
      i++;
    }
    boolean array = afterArray || (afterOperand && !isSpaceBefore(from));
    if (i < limit && isNameLike(at + 1, i)) {
      at = i + 1;
      name(from);
    } else if (!array && (opener || i == limit)) {
      maskRest();
    } else {
      symbol('[');
      afterArray = array;
    }
  }

  private boolean isSpaceBefore(int index) {
    return index > 0 && isSpace(sql.charAt(index - 1));
  }

  private boolean isNameLike(int from, int to) {
    if (to <= from || to - from > MAX_NAME || !isNameStart(sql.charAt(from))) {
      return false;
    }
    for (int i = from; i < to; i++) {
      char c = sql.charAt(i);
      boolean punctuation = c == ' ' || c == '-' || c == '.' || c == '$' || c == '#';
      boolean comment = c == '-' && sql.charAt(i + 1) == '-';
      if (comment || !(punctuation || isNameStart(c) || isDigit(c))) {
        return false;
      }
    }
    return to - from < 16 || !Secrets.looksSecret(sql.substring(from, to));
  }

  /** $1, $$text$$ or $tag$text$tag$. */
  private void dollar() {
    int from = at;
    int i = at + 1;
    if (i < end && isDigit(sql.charAt(i))) {
      parameter(from);
      return;
    }
    while (i < end && i - from <= MAX_TAG && isTagPart(sql.charAt(i))) {
      i++;
    }
    if (i >= end || i - from > MAX_TAG) {
      maskRest();
    } else if (sql.charAt(i) == '$') {
      dollarQuoted(from, i + 1);
    } else {
      symbol('$');
    }
  }

  private void parameter(int from) {
    int i = from + 1;
    while (i < end && isDigit(sql.charAt(i))) {
      i++;
    }
    boolean amount = i - from > 6 || (i < end && (sql.charAt(i) == '.' || sql.charAt(i) == ','));
    if (amount && i + 1 < end && isDigit(sql.charAt(i + 1))) {
      number();
    } else if (i - from > 6) {
      at = i;
      literal();
    } else {
      marker(i);
    }
  }

  private void dollarQuoted(int from, int afterTag) {
    int length = afterTag - from;
    for (int i = afterTag; i + length <= end; i++) {
      if (sql.charAt(i) == '$' && sql.regionMatches(i, sql, from, length)) {
        at = i + length;
        literal();
        return;
      }
    }
    maskRest();
  }

  private void colon() {
    int i = at + 1;
    boolean operandFollows = !afterOperand || isSpaceBefore(at);
    if (i >= end || !operandFollows || !isTagPart(sql.charAt(i))) {
      boolean cast = i < end && sql.charAt(i) == ':';
      symbol(':');
      if (cast) {
        symbol(':');
      }
      afterOperand = cast;
      return;
    }
    while (i < end && i - at < MAX_TAG && isTagPart(sql.charAt(i))) {
      i++;
    }
    marker(i);
  }

  private void commentOr(char c) {
    char next = at + 1 < end ? sql.charAt(at + 1) : ' ';
    if (c == '/' && next == '*') {
      blockComment();
    } else if (c == '-' && next == '-') {
      boolean everywhere = at + 2 >= end || isSpace(sql.charAt(at + 2));
      lineComment(at + 2, everywhere);
    } else if (c == '#' && !standard) {
      lineComment(at + 1, false);
    } else if (c == '#' && isNameStart(next)) {
      word();
    } else {
      symbol(c);
    }
  }

  /**
   * Skips to the end of the line. Where only some dialects take it for a comment, an opening quote
   * in it makes the following lines ambiguous; so does a bare carriage return, which ends a line in
   * some.
   */
  private void lineComment(int from, boolean everywhere) {
    boolean ambiguous = false;
    int i = from;
    while (i < end && sql.charAt(i) != '\n') {
      char c = sql.charAt(i);
      boolean bareReturn = c == '\r' && i + 1 < end && sql.charAt(i + 1) != '\n';
      ambiguous |= bareReturn || (!everywhere && OPENERS.indexOf(c) >= 0);
      i++;
    }
    at = i;
    text.gap();
    if (ambiguous && i < end) {
      maskRest();
    }
  }

  /** Skips a comment. Where nesting or MySQL's executable comments matter, quotes are ambiguous. */
  private void blockComment() {
    int i = at + 2;
    boolean executable = i < end && (sql.charAt(i) == '!' || sql.startsWith("M!", i));
    boolean closedOnce = false;
    boolean ambiguous = false;
    int depth = 1;
    while (i < end && depth > 0) {
      char c = sql.charAt(i);
      char next = i + 1 < end ? sql.charAt(i + 1) : ' ';
      if (c == '*' && next == '/') {
        depth--;
        closedOnce = true;
        i += 2;
      } else if (c == '/' && next == '*') {
        depth++;
        i += 2;
      } else {
        boolean counts = executable || closedOnce;
        ambiguous |= counts && OPENERS_IN_NESTED_COMMENT.indexOf(c) >= 0;
        i++;
      }
    }
    at = i;
    text.gap();
    if (depth > 0 || ambiguous) {
      maskRest();
    }
  }

  private void marker(int to) {
    int from = at;
    at = to;
    if (sql.charAt(from) == '?') {
      while (at < end && at - from < 4 && isDigit(sql.charAt(at))) {
        at++;
      }
    }
    text.marker(sql, from, at);
    subject.literal();
    operand();
  }

  private void literal() {
    text.literal();
    subject.literal();
    operand();
  }

  private void symbol(char c) {
    at++;
    text.symbol(c);
    subject.symbol(c);
    boolean copyData = c == ';' && statement == SqlWord.COPY;
    if (c == ';') {
      statement = SqlWord.NONE;
      statementNames = 0;
      statementStarted = false;
      plainObject = false;
    }
    boolean assigns = c == '=' && (statement == SqlWord.SET || statement == SqlWord.PRAGMA);
    if (c == ']' || c == '}') {
      operand();
    } else {
      operator();
    }
    if (copyData || assigns) {
      maskRest();
    }
  }

  private void maskRest() {
    if (at < end && isSpace(sql.charAt(at))) {
      text.gap();
    }
    literal();
    at = end;
    restMasked = true;
  }

  private void operand() {
    afterOperand = true;
    afterDot = false;
    afterArray = false;
  }

  private void operator() {
    afterOperand = false;
    afterDot = false;
    afterArray = false;
  }

  private boolean isWordStart(char c) {
    return isNameStart(c) || c == '@';
  }

  private boolean isWordPart(char c) {
    return isNameStart(c)
        || isDigit(c)
        || c == '$'
        || (c == '#' && standard)
        || (c == '@' && sql.charAt(at - 1) == '@');
  }

  private static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c > 0xa0;
  }

  private static boolean isTagPart(char c) {
    return isNameStart(c) || isDigit(c);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isSpace(char c) {
    return c <= ' ' || (c >= 0x7f && c <= 0xa0);
  }
}
