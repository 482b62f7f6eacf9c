/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import org.jspecify.annotations.Nullable;

/** One advice method: what it is called with and what becomes of its result. */
final class AdviceMethod {
  /** What a parameter stands for. */
  enum Source {
    THIS,
    ARGUMENT,
    ALL_ARGUMENTS,
    ENTER,
    RETURN,
    THROWN,
    CONSTANT,
    NOTHING
  }

  /** What the method's result does beside being handed to the exit method. */
  enum Assignment {
    NONE,
    RETURNED,
    ARGUMENT
  }

  /** The binary name of the advice class. */
  final String owner;

  final String name;
  final String descriptor;

  /** The descriptor of what it returns. */
  final String result;

  final Source[] sources;

  /** For {@link Source#ARGUMENT}, which one, from 0; for {@link Source#CONSTANT}, its value. */
  final int[] indexes;

  boolean onThrowable;
  Assignment assignment = Assignment.NONE;
  int assignedArgument = -1;

  AdviceMethod(String owner, String name, String descriptor, int parameters) {
    this.owner = owner;
    this.name = name;
    this.descriptor = descriptor;
    this.result = Descriptors.result(descriptor);
    this.sources = new Source[parameters];
    this.indexes = new int[parameters];
  }

  boolean uses(Source source) {
    for (Source used : sources) {
      if (used == source) {
        return true;
      }
    }
    return false;
  }

  /** Throws unless every parameter has a source. */
  void check() {
    for (@Nullable Source source : sources) {
      if (source == null) {
        throw new UnweavableException(
            owner + "." + name + " has a parameter that the weaver does not know");
      }
    }
  }
}
