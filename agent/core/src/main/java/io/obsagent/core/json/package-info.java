/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Reads a few values out of JSON that the application itself receives or sends. */
package io.obsagent.core.json;
