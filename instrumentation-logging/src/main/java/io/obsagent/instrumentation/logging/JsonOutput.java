/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.logging;

import io.obsagent.core.log.LogFormat;

/** Whether what writes to the console and to files is to be woven. */
final class JsonOutput {
  private JsonOutput() {}

  static boolean isWanted() {
    return LogFormat.isJson();
  }
}
