/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** What every sample system needs to be run, watched and driven. */
@org.jspecify.annotations.NullMarked
package io.obsagent.smoke.harness;
