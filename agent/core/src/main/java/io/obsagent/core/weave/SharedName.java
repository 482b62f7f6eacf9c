/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

/**
 * Marks a type instrumentation of classes that have another shape in versions of the library which
 * are known too: nothing is said when they have none of its methods.
 */
public interface SharedName {}
