/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * What woven code calls, and the agent's entry. These few JDK-only classes lie on the boot path and
 * are the only classes of the agent that an application's class loader can see.
 */
package io.obsagent.bootstrap;
