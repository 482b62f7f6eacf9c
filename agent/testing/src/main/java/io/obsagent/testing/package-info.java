/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** The test kit of instrumentations. */
package io.obsagent.testing;
