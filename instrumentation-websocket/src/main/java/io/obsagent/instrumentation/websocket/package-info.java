/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** WebSockets that servers hold, woven only while a rule asks for them. */
package io.obsagent.instrumentation.websocket;
