/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** The sample systems as a whole: servers, applications in JVMs of their own, and their clients. */
@org.jspecify.annotations.NullMarked
package io.obsagent.smoke.systems;
