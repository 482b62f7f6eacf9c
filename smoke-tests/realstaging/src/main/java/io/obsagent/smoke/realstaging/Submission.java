/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.realstaging;

import io.obsagent.smoke.harness.Reply;
import org.jspecify.annotations.Nullable;

/**
 * What became of an image that a client submitted.
 *
 * @param created the answer of the API
 * @param uploaded the answer of S3; null when nothing was uploaded
 * @param status ready, failed or timeout
 */
public record Submission(String id, Reply created, @Nullable Reply uploaded, String status) {}
