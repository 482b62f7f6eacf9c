/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

/** {@code now()}: the time, in seconds since the epoch. */
final class NowFunction<S> extends Expression<S> {
  @Override
  Object value(S subject) {
    return number(subject);
  }

  @Override
  double number(S subject) {
    return System.currentTimeMillis() / 1000.0;
  }
}
