/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** What is scheduled, whoever schedules it: its runs, its names, how much of it there is. */
package io.obsagent.core.schedule;
