/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.apex;

/** One box of a sign; sizes in inches. */
public record Cabinet(double width, double height, double depth) {}
