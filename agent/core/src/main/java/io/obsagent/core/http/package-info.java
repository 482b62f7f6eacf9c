/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * What HTTP client instrumentations share with instrumentations of services that are reached over
 * HTTP.
 */
package io.obsagent.core.http;
