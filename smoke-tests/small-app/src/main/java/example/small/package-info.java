/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** A small application that knows nothing of observability. */
package example.small;
