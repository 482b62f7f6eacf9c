/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Lets what is current on a thread travel with the tasks that it hands to executors. */
package io.obsagent.instrumentation.concurrent;
