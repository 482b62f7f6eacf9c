/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.vocabulary.Observed;
import io.obsagent.core.vocabulary.ObservedType;
import java.util.List;

/** Observed things of a kind, whenever metrics are collected. */
final class ObservedSource extends Source<Observed> {
  private final ObservedType type;

  ObservedSource(ObservedType type, List<Expression<Observed>> conditions) {
    super(new ObservedNames(type), conditions);
    this.type = type;
  }

  ObservedType type() {
    return type;
  }
}
