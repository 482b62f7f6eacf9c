/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * What carries telemetry out of the process: batching of spans and logs, periodic export of
 * metrics, and an OTLP/HTTP sender over plain sockets. Nothing here may slow, block or outlive the
 * application: queues are bounded, every wait has a deadline, threads are daemons and survive
 * whatever their work throws.
 */
package io.obsagent.core.export;
