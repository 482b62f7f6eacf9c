/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

/**
 * Marks an instrumentation module that is woven only while a rule asks for operations of certain
 * types: for what is called too often, or too rarely asked for, to be woven always. All its types
 * are named exactly.
 */
public interface OnDemand {
  /** The names of the types of operation, with commas between them. */
  String demandedBy();
}
