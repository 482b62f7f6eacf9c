/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Lets log events carry the ids of the operation that they were logged in. */
package io.obsagent.instrumentation.logging;
