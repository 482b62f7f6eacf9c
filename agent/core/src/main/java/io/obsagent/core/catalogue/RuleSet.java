/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.util.ArrayList;
import java.util.List;

/** The definitions of one file. */
final class RuleSet {
  final List<Definition> metrics = new ArrayList<>();

  /** Those of metrics with errors, whose expressions are looked at all the same. */
  final List<Definition> faulty = new ArrayList<>();

  final List<OperationDefinition> operations = new ArrayList<>();
}
