/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Placeholder. */
package io.obsagent.core;
