/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.autoserve.worker;

/** Something went wrong that may go well another time. */
class TemporaryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TemporaryException(String message) {
    super(message);
  }
}
