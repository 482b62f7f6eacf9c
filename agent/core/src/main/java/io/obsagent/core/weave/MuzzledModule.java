/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import java.util.List;

/**
 * What OpenTelemetry's build plugin lets modules implement: an extension's classes are given this
 * in the place of the interface of its own agent.
 */
public interface MuzzledModule {
  /** The names of the module's helper classes. */
  List<String> getMuzzleHelperClassNames();

  /** Tells which virtual fields the module's helpers ask for. */
  void registerMuzzleVirtualFields(Fields fields);

  /** Is told of virtual fields. */
  interface Fields {
    /**
     * Told of one.
     *
     * @param type the name of the type that has it
     * @param value the name of its own type
     * @return this
     */
    Fields register(String type, String value);
  }
}
