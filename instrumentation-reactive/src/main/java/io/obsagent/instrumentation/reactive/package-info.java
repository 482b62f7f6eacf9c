/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Libraries in which one chain of work runs on many threads: what is current where it begins is
 * current wherever it goes on.
 */
package io.obsagent.instrumentation.reactive;
