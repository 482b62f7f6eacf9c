/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** What classes and methods an application has, read from its jars without loading anything. */
package io.obsagent.command.application;
