/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.realstaging.api;

import java.util.UUID;

/** The answer to a new image: where to put the original. */
public record CreatedImage(UUID id, String status, String uploadUrl) {}
