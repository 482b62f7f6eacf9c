/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** What libraries that limit rates reject, woven only while a rule asks for it. */
package io.obsagent.instrumentation.ratelimit;
