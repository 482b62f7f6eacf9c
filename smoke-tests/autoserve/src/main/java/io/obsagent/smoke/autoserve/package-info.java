/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** AutoServe: how it is started and driven. */
@org.jspecify.annotations.NullMarked
package io.obsagent.smoke.autoserve;
