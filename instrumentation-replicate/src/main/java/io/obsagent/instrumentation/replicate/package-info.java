/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Predictions at Replicate: the calls that create them, and the time until they have ended as the
 * application sees it. Works on the exchanges of any HTTP client. Its state is the process's, so it
 * is used from the agent's own loader and never from advice.
 */
package io.obsagent.instrumentation.replicate;
