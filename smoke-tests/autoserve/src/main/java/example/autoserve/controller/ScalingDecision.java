/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.autoserve.controller;

/** What is to be done about a service. */
record ScalingDecision(Action action, String service, int replicas) {
  /** Kinds of decisions. */
  enum Action {
    SCALE_UP,
    SCALE_DOWN,
    NO_CHANGE
  }
}
