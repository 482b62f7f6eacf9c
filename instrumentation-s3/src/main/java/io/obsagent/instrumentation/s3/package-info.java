/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Operations on S3 objects. */
package io.obsagent.instrumentation.s3;
