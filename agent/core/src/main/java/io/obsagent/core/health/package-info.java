/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Whether the application's dependencies answer, from what the application itself asked of them.
 */
package io.obsagent.core.health;
