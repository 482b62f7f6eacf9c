/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * What an interception becomes: an {@link io.obsagent.core.operation.Operation} of some {@link
 * io.obsagent.core.operation.OperationType}, with values in {@link
 * io.obsagent.core.operation.Field}s. At its end it yields a span and the metrics that the
 * catalogue asks for, both from the same values.
 */
package io.obsagent.core.operation;
