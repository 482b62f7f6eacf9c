/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.realstaging.worker;

import java.io.IOException;

/** The model did not do what it was asked for. */
final class ReplicateException extends IOException {
  ReplicateException(String message, String detail) {
    super(message + ": " + detail);
  }
}
