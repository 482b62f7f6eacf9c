/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** What agents cost, measured. */
package io.obsagent.benchmarks;
