/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Reports errors to Sentry; in a jar of its own, loaded only where a DSN is set. */
package io.obsagent.sentry;
