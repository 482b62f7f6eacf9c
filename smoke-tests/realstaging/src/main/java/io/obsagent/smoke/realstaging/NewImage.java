/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.realstaging;

import io.obsagent.smoke.servers.Json;
import io.obsagent.smoke.servers.ReplicateServer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An image to be staged.
 *
 * @param model the model, as {@code owner/name} or {@code owner/name:version}
 * @param resultBucket the bucket for the result; null for the usual one
 * @param immediate whether Replicate is asked to answer at once
 * @param upload whether the client uploads the original
 */
public record NewImage(
    String model, @Nullable String resultBucket, boolean immediate, boolean upload) {

  /** An image for a model that succeeds. */
  public static NewImage good() {
    return with(ReplicateServer.MODEL);
  }

  /** An image for this model, good in all else. */
  public static NewImage with(String model) {
    return new NewImage(model, null, false, true);
  }

  String json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("project_id", "proj_456");
    json.put("room_type", "living_room");
    json.put("style", "modern");
    json.put("model", model);
    json.put("result_bucket", resultBucket);
    json.put("immediate", immediate);
    return Json.write(json);
  }
}
