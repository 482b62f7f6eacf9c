/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.autoserve.task;

/**
 * How a task stands.
 *
 * @param result null as long as there is none
 */
public record TaskStatus(long id, String task, String status, String result) {}
