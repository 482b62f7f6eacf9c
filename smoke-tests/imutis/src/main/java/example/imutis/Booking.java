/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.imutis;

import java.math.BigDecimal;
import java.util.UUID;

/** A booked journey. */
public record Booking(UUID id, String travel, int seats, BigDecimal price, String status) {}
