/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import io.obsagent.core.redact.ExceptionText;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;

/**
 * The attributes of a span event that tells of an exception, redacted. Made when the span is
 * exported.
 */
final class ExceptionEvent {
  private static final AttributeKey<String> TYPE = AttributeKey.stringKey("exception.type");
  private static final AttributeKey<String> MESSAGE = AttributeKey.stringKey("exception.message");
  private static final AttributeKey<String> STACK_TRACE =
      AttributeKey.stringKey("exception.stacktrace");

  private ExceptionEvent() {}

  static Attributes attributes(Throwable thrown, Attributes more) {
    AttributesBuilder attributes = Attributes.builder();
    attributes.putAll(more);
    attributes.put(TYPE, ExceptionText.type(thrown));
    String message = ExceptionText.message(thrown);
    if (message != null) {
      attributes.put(MESSAGE, message);
    }
    attributes.put(STACK_TRACE, ExceptionText.stackTrace(thrown));
    return attributes.build();
  }
}
