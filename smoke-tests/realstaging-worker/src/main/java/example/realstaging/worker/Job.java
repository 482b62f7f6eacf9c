/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.realstaging.worker;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

/** One element of the queue. */
@JsonIgnoreProperties(ignoreUnknown = true)
record Job(
    @JsonProperty(value = "image_id", required = true) String imageId,
    @JsonProperty(value = "bucket", required = true) String bucket,
    @JsonProperty(value = "original_key", required = true) String originalKey,
    @JsonProperty(value = "result_bucket", required = true) String resultBucket,
    @JsonProperty(value = "result_key", required = true) String resultKey,
    @JsonProperty(value = "model", required = true) String model,
    @JsonProperty("room_type") String roomType,
    @JsonProperty("style") String style,
    @JsonProperty("immediate") boolean immediate) {}
