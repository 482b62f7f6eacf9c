/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import io.obsagent.core.operation.OperationType;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which types of operation rules ask for, as far as {@link OnDemand} goes. Thread-safe. */
public final class Demand {
  /** Weaves loaded classes anew. */
  interface Reweaver {
    /** Those that modules want on behalf of these types. */
    void reweave(Set<String> types);
  }

  private static volatile Set<String> types = Collections.emptySet();
  private static volatile @Nullable Reweaver reweaver;

  private Demand() {}

  /** Whether a rule asks for operations of any of the types. */
  static boolean isFor(Set<String> any) {
    return !Collections.disjoint(types, any);
  }

  static void reweaver(Reweaver reweaver) {
    Demand.reweaver = reweaver;
  }

  /**
   * Says of which types operations are recorded from now on. Weaves loaded classes on this thread,
   * and only those for which something has changed.
   */
  public static synchronized void enforce(Collection<OperationType> recorded) {
    Set<String> now = new HashSet<>();
    for (OperationType type : recorded) {
      now.add(type.name());
    }
    Set<String> changed = new HashSet<>(now);
    changed.removeAll(types);
    for (String type : types) {
      if (!now.contains(type)) {
        changed.add(type);
      }
    }
    types = now;
    Reweaver present = reweaver;
    if (present != null && !changed.isEmpty()) {
      present.reweave(changed);
    }
  }
}
