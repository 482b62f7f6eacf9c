/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;

/** The attributes of a span event that tells of an exception. */
final class ExceptionEvent {
  private static final AttributeKey<String> TYPE = AttributeKey.stringKey("exception.type");

  private ExceptionEvent() {}

  static Attributes attributes(Throwable thrown, Attributes more) {
    return Attributes.builder().putAll(more).put(TYPE, thrown.getClass().getName()).build();
  }
}
