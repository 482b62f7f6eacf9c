/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import org.junit.jupiter.api.Test;

class ExceptionTextTest {
  private static final String CANARY = "c4n4ry";

  @Test
  void aMessageStaysButForItsSecrets() {
    IllegalStateException error = new IllegalStateException("no user bob@example.com here");

    assertThat(ExceptionText.message(error)).isEqualTo("no user _redacted here");
    assertThat(ExceptionText.stackTrace(error))
        .startsWith(
            "java.lang.IllegalStateException: no user _redacted here\n\tat "
                + getClass().getName()
                + ".aMessageStaysButForItsSecrets(");
  }

  @Test
  void aDatabasesMessageIsDropped() {
    Throwable[] errors = {
      new SQLException("value " + CANARY),
      new SQLIntegrityConstraintViolationException(CANARY),
      new BatchUpdateException(CANARY, new int[0]),
      new DriverException(CANARY),
      new RuntimeException(new SQLException(CANARY)),
      new RuntimeException("failed: " + CANARY, new RuntimeException(new SQLException("x")))
    };
    for (Throwable error : errors) {
      assertThat(ExceptionText.message(error)).isNull();
      assertThat(ExceptionText.stackTrace(error))
          .contains(error.getClass().getName())
          .doesNotContain(CANARY);
    }
  }

  @Test
  void causesAndSuppressedExceptionsAreShown() {
    IllegalStateException error = new IllegalStateException("outer", new SQLException(CANARY));
    error.addSuppressed(new IllegalArgumentException("aside password=" + CANARY));

    assertThat(ExceptionText.stackTrace(error))
        .contains("Caused by: java.sql.SQLException\n")
        .contains("Suppressed: java.lang.IllegalArgumentException: aside password=_redacted\n")
        .doesNotContain(CANARY)
        .doesNotContain("outer");
  }

  @Test
  void aCycleOfCausesEnds() {
    IllegalStateException first = new IllegalStateException("first");
    IllegalStateException second = new IllegalStateException("second", first);
    first.initCause(second);

    assertThat(ExceptionText.stackTrace(first)).containsOnlyOnce("Caused by: ");
  }

  @Test
  void aDeepChainOfLongMessagesIsCut() {
    Throwable error = new IllegalStateException("bottom");
    for (int i = 0; i < 10_000; i++) {
      error = new IllegalStateException("m".repeat(5_000), error);
    }

    assertThat(ExceptionText.stackTrace(error)).hasSizeLessThanOrEqualTo(16_384);
    assertThat(ExceptionText.message(new RuntimeException("m".repeat(5_000)))).hasSize(1_024);
  }

  @Test
  void anExceptionWhoseMethodsThrowIsStillShown() {
    String text = ExceptionText.stackTrace(new HostileException());

    assertThat(text).isEqualTo(HostileException.class.getName() + "\n");
  }

  @Test
  void anEndlessStackIsCut() {
    StackTraceElement[] frames = new StackTraceElement[5_000];
    frames[0] = new StackTraceElement("a.B", "c", "B.java", 1);
    IllegalStateException error =
        new IllegalStateException() {
          @Override
          public StackTraceElement[] getStackTrace() {
            return frames;
          }
        };

    assertThat(ExceptionText.stackTrace(error)).contains("\tat a.B.c(B.java:1)\n\t... 4936 more\n");
  }

  private static final class DriverException extends SQLException {
    DriverException(String message) {
      super(message);
    }
  }

  private static final class HostileException extends RuntimeException {
    @Override
    public String getMessage() {
      throw new IllegalStateException(CANARY);
    }

    @Override
    public String toString() {
      throw new IllegalStateException(CANARY);
    }

    @Override
    public synchronized Throwable getCause() {
      throw new StackOverflowError(CANARY);
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      throw new IllegalStateException(CANARY);
    }
  }
}
