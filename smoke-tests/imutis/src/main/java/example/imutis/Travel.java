/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.imutis;

import java.math.BigDecimal;

/** A journey on offer. */
public record Travel(String id, String origin, String destination, BigDecimal price, int seats) {}
