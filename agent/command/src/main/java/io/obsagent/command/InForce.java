/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command;

import io.obsagent.core.settings.Setting;
import io.obsagent.core.settings.Surroundings;
import org.jspecify.annotations.Nullable;

/** A setting as it is in force in some surroundings. Immutable. */
final class InForce {
  private final String name;
  private final String value;
  private final String origin;
  private final @Nullable String fault;

  private InForce(String name, String value, String origin, @Nullable String fault) {
    this.name = name;
    this.value = value;
    this.origin = origin;
    this.fault = fault;
  }

  static InForce of(Setting<?> setting, Surroundings surroundings) {
    Surroundings.Found found = surroundings.find(setting.name());
    String otherwise = Documentation.text(setting.defaultValue());
    if (found == null) {
      return new InForce(setting.name(), otherwise, "default", null);
    }
    String fault = setting.fault(found.value());
    return fault == null
        ? new InForce(setting.name(), found.value().trim(), found.origin(), null)
        : new InForce(
            setting.name(),
            otherwise,
            "default",
            setting.name()
                + ", from "
                + found.origin()
                + ": "
                + fault
                + "; "
                + setting.defaultValue()
                + " holds");
  }

  String name() {
    return name;
  }

  /** The value as text. */
  String value() {
    return value;
  }

  /** The value for others to see. */
  String shown() {
    return name.endsWith(".key") && !value.isEmpty() ? "(hidden)" : value;
  }

  /** Where it comes from: {@code default}, {@code environment} and so on. */
  String origin() {
    return origin;
  }

  /** Why what is set does not hold; null when it does. */
  @Nullable String fault() {
    return fault;
  }
}
