/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Queues in Redis and the jobs taken from them, free of any client library: what a command does to
 * a queue, the life of a job, and what is observed of queues and workers.
 */
package io.obsagent.core.queue;
