/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

final class Main {
  static void main(String[] args) throws Exception {
    URI endpoint = URI.create(System.getProperty("s3.endpoint"));
    S3Configuration pathStyle =
        S3Configuration.builder()
            .pathStyleAccessEnabled(true)
            .chunkedEncodingEnabled(false)
            .build();
    S3Client client =
        S3Client.builder()
            .endpointOverride(endpoint)
            .region(Region.US_EAST_1)
            .serviceConfiguration(pathStyle)
            .build();
    S3AsyncClient later =
        S3AsyncClient.builder()
            .endpointOverride(endpoint)
            .region(Region.US_EAST_1)
            .serviceConfiguration(pathStyle)
            .build();
    String key = "item-" + System.getProperty("program.number");
    Web.request(
        "/upload",
        () ->
            client
                .putObject(r -> r.bucket("shop").key(key), RequestBody.fromString("one"))
                .sdkHttpResponse()
                .statusCode());
    Web.request(
        "/download",
        () ->
            client
                .getObjectAsBytes(r -> r.bucket("shop").key(key))
                .asString(StandardCharsets.UTF_8));
    Web.request(
        "/error",
        () ->
            client
                .getObjectAsBytes(r -> r.bucket("shop").key("no-" + key))
                .asString(StandardCharsets.UTF_8));
    Web.request(
        "/asynchronous",
        () -> {
          later.putObject(r -> r.bucket("shop").key(key), AsyncRequestBody.fromString("two")).get();
          return later
              .getObject(r -> r.bucket("shop").key(key), AsyncResponseTransformer.toBytes())
              .get()
              .asString(StandardCharsets.UTF_8);
        });
    Web.request(
        "/delete",
        () -> client.deleteObject(r -> r.bucket("shop").key(key)).sdkHttpResponse().statusCode());
  }
}
