/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.logging;

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
    super(record);
    this.logger = logger;
    this.record = record;
  }

  @Override
  protected String logger() {
    return logger;
  }

  @Override
  public @Nullable String context(String key) {
    return record.getMdc(key);
  }
}
