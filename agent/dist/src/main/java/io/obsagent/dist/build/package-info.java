/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Builds obs-agent.jar. Runs at build time only and is not part of the jar. */
package io.obsagent.dist.build;
