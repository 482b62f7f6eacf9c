/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Libraries from Maven Central for JVMs of their own, and programs compiled against them. */
@org.jspecify.annotations.NullMarked
package io.obsagent.smoke.central;
