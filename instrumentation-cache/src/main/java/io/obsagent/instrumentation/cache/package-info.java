/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Look-ups in caches, woven only while a rule asks for them. */
package io.obsagent.instrumentation.cache;
