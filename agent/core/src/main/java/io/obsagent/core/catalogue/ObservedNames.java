/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.vocabulary.Observed;
import io.obsagent.core.vocabulary.ObservedType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of a kind of observed things. */
final class ObservedNames extends Names<Observed> {
  private final ObservedType type;

  ObservedNames(ObservedType type) {
    this.type = type;
  }

  @Override
  @Nullable Expression<Observed> find(String name) {
    return type.fields().contains(name) ? new ObservedValue(name) : null;
  }

  @Override
  List<String> all() {
    return type.fields();
  }

  @Override
  String owner() {
    return type.name();
  }

  private static final class ObservedValue extends Expression<Observed> {
    private final String field;

    ObservedValue(String field) {
      this.field = field;
    }

    @Override
    @Nullable Object value(Observed thing) {
      return thing.read(field);
    }
  }
}
