/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

/** A class or advice has a shape that the weaver does not do. */
final class UnweavableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnweavableException(String message) {
    super(message, null, false, false);
  }
}
