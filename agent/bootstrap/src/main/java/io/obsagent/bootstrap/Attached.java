/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.bootstrap;

import org.jspecify.annotations.Nullable;

/**
 * A library object that carries state of the agent in a field of its own. The weaver adds this
 * interface, and the field behind it, to classes that an instrumentation keeps state on;
 * applications never implement it.
 */
public interface Attached {
  /** The head of the object's attachments, or null. */
  @Nullable Object obs$attachments();

  /** Replaces the head of the object's attachments. */
  void obs$attachments(@Nullable Object head);
}
