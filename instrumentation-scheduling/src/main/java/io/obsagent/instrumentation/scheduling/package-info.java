/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Schedulers: each run of what they were told to run at its time, and how much that is. Libraries
 * that run jobs: each of those.
 */
package io.obsagent.instrumentation.scheduling;
