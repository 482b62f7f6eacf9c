/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** The validation of tokens, and who the application so learns to serve. */
package io.obsagent.instrumentation.security;
