/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Events that Stripe sends, and calls of its API. */
package io.obsagent.instrumentation.stripe;
