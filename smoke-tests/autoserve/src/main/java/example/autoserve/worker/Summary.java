/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.autoserve.worker;

/** What came out of some records. */
record Summary(int records, double mean) {}
