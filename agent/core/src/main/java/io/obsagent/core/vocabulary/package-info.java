/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * The kinds of operation that there are and the fields they have: what instrumentations fill in and
 * what the catalogue reads. Attribute names are OpenTelemetry's semantic conventions (HTTP and
 * database: stable names) where those exist.
 */
package io.obsagent.core.vocabulary;
