/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * The commands of {@code java -jar obs-agent.jar}: they read, ask and write what an operator wants
 * to know, in a process of their own. Not loaded where the jar runs as an agent.
 */
package io.obsagent.command;
