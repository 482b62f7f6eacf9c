/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** A backend small enough to run beside a test: takes what agents export and shows it as text. */
package io.obsagent.smoke.backend;
