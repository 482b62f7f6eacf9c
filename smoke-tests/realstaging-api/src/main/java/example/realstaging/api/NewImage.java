/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.realstaging.api;

/**
 * What a client asks for.
 *
 * @param model the model to stage with; null for the usual one
 * @param resultBucket where the result goes; null for the bucket of the original
 * @param immediate whether to ask the model to answer at once instead of polling it
 */
public record NewImage(
    String projectId,
    String roomType,
    String style,
    String model,
    String resultBucket,
    boolean immediate) {}
