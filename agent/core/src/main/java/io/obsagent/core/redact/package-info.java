/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * What must never leave the process is removed here: literals of SQL statements, values of Redis
 * commands, credentials in URLs and command lines, secrets in free text.
 *
 * <p>Everything is library-free, stateless but for one bounded cache, safe for use by many threads,
 * linear in a bounded part of its input, and never throws. Where a text can be read in two ways,
 * the reading that removes more wins.
 */
package io.obsagent.core.redact;
