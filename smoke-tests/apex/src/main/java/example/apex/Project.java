/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.apex;

import java.util.UUID;

/** A customer's sign: draft, submitted or rejected. */
public record Project(UUID id, String name, String status, Double areaFt2) {}
