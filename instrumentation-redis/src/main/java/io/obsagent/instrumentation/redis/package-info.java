/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Redis clients. What a command is and what it tells lies in {@code Sent}, {@code Wire} (for
 * clients that read replies in the order of their commands) and the core's queue package; the
 * instrumentations of Jedis and Lettuce hand their arguments and replies to these.
 */
package io.obsagent.instrumentation.redis;
