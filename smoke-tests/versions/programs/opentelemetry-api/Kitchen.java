/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import io.opentelemetry.instrumentation.annotations.SpanAttribute;
import io.opentelemetry.instrumentation.annotations.WithSpan;

/** Annotated. */
class Kitchen {
  @WithSpan
  String cook(@SpanAttribute("dish") String dish) {
    return dish + " " + Child.query();
  }
}
