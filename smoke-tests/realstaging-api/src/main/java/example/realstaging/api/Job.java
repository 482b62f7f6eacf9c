/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.realstaging.api;

import java.util.UUID;

/** What the worker is told to do. */
public record Job(
    UUID imageId,
    String userId,
    String bucket,
    String originalKey,
    String resultBucket,
    String resultKey,
    String model,
    String roomType,
    String style,
    boolean immediate) {}
