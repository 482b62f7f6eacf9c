/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** The demo. */
package io.obsagent.smoke.demo;
