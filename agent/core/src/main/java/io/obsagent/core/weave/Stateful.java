/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

/**
 * Marks a type instrumentation on whose types' instances an instrumentation keeps {@link
 * io.obsagent.bootstrap.State}: the weaver gives those classes a field for it as they are first
 * loaded.
 */
public interface Stateful {}
