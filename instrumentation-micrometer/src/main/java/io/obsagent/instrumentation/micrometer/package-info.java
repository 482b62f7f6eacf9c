/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** What an application measures with Micrometer, exported too where that is asked for. */
package io.obsagent.instrumentation.micrometer;
