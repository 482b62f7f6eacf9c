/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * What the agent remembers of database connections and statements, free of any driver's types. It
 * is here, and not with the instrumentations, because a driver, its pool and the application may
 * each have a class loader of their own.
 */
package io.obsagent.core.database;
