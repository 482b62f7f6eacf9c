/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The agent's one HTTP server and the Prometheus text it serves. One thread, a few connections,
 * bounded memory: it stays harmless to the application whatever is sent to it.
 */
package io.obsagent.core.server;
