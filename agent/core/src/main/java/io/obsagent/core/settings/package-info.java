/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** The settings of the agent: the only place that reads system properties and the environment. */
package io.obsagent.core.settings;
