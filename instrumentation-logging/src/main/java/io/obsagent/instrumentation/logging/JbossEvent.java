/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.logging;

import java.util.Map;
import org.jboss.logmanager.ExtLogRecord;
import org.jspecify.annotations.Nullable;

/** An event of JBoss LogManager. */
final class JbossEvent extends JulEvent {
  private final String logger;
  private final ExtLogRecord record;

  /**
   * An event.
   *
   * @param logger the name, which the record may not have yet
   */
  JbossEvent(String logger, ExtLogRecord record) {
    super(record, null);
    this.logger = logger;
    this.record = record;
  }

  @Override
  protected String logger() {
    return logger;
  }

  @Override
  protected @Nullable String text() {
    return record.getFormattedMessage();
  }

  @Override
  protected Map<String, ?> entries() {
    return record.getMdcCopy();
  }

  @Override
  protected @Nullable StackTraceElement place() {
    return new StackTraceElement(
        String.valueOf(record.getSourceClassName()),
        String.valueOf(record.getSourceMethodName()),
        record.getSourceFileName(),
        record.getSourceLineNumber());
  }

  @Override
  public @Nullable String context(String key) {
    return record.getMdc(key);
  }
}
