/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Which instrumentation modules the agent has. */
package io.obsagent.dist;
