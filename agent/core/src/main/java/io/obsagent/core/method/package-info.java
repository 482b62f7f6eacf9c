/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Methods of the application that rules name: finds and weaves them, and gives each call to the
 * rules as an operation whose paths read the fields of arguments and results without calling the
 * application.
 */
package io.obsagent.core.method;
