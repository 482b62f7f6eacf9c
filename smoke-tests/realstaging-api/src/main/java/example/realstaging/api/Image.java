/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.realstaging.api;

import java.time.OffsetDateTime;
import java.util.UUID;

/** An image as clients see it. */
public record Image(
    UUID id,
    String projectId,
    String roomType,
    String style,
    String model,
    String status,
    String resultKey,
    String error,
    OffsetDateTime createdAt) {}
