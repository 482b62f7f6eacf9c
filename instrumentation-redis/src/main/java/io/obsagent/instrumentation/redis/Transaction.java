/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import io.obsagent.core.operation.Operation;

/** A transaction on a connection, from MULTI to the reply to EXEC. */
final class Transaction {
  final Operation operation;

  /** How many commands it holds; counted by the threads that dispatch them, in turn. */
  volatile int size;

  Transaction(Operation operation) {
    this.operation = operation;
  }
}
