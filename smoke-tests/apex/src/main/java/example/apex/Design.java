/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.apex;

/** What is derived from a sign's cabinets. */
public record Design(double areaFt2, double weightLb, double windLoadLb) {}
