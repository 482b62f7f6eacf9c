/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.annotations;

import io.obsagent.core.method.SpanMethods;
import io.obsagent.core.weave.Interception;
import java.util.List;

/** Keeps what reads annotations from being loaded before there is one. */
final class AnnotatedMethods {
  private AnnotatedMethods() {}

  static List<Interception> of(byte[] classFile) {
    return SpanMethods.of(classFile);
  }
}
