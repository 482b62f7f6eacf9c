/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.AmazonS3ClientBuilder;
import com.amazonaws.services.s3.model.S3Object;
import com.amazonaws.util.IOUtils;
import java.util.concurrent.CompletableFuture;

final class Main {
  static void main(String[] args) throws Exception {
    AmazonS3 client =
        AmazonS3ClientBuilder.standard()
            .withEndpointConfiguration(
                new EndpointConfiguration(System.getProperty("s3.endpoint"), "us-east-1"))
            .withCredentials(
                new AWSStaticCredentialsProvider(
                    new BasicAWSCredentials(
                        System.getProperty("aws.accessKeyId"),
                        System.getProperty("aws.secretKey"))))
            .withPathStyleAccessEnabled(true)
            .withChunkedEncodingDisabled(true)
            .build();
    String key = "item-" + System.getProperty("program.number");
    Web.request("/upload", () -> client.putObject("shop", key, "one").getETag().length());
    Web.request("/download", () -> read(client, key));
    Web.request("/error", () -> read(client, "no-" + key));
    Web.request(
        "/asynchronous",
        () -> CompletableFuture.supplyAsync(() -> client.getObjectAsString("shop", key)).get());
    Web.request(
        "/delete",
        () -> {
          client.deleteObject("shop", key);
          return "gone";
        });
  }

  private static String read(AmazonS3 client, String key) throws Exception {
    try (S3Object object = client.getObject("shop", key)) {
      return IOUtils.toString(object.getObjectContent());
    }
  }
}
