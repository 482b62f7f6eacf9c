/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Exceptions that leave the application's operations, grouped by their types and by where in the
 * application they came from. Their messages are not kept, as they may hold personal data.
 */
package io.obsagent.core.error;
