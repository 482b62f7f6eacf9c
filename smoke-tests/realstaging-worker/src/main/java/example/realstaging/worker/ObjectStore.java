/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.realstaging.worker;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Originals and results. */
final class ObjectStore {
  private static final Duration RETRY = Duration.ofMillis(200);

  private final S3Client s3;

  ObjectStore(Settings settings) {
    s3 =
        S3Client.builder()
            .endpointOverride(settings.s3Endpoint())
            .forcePathStyle(true)
            .region(Region.of(settings.s3Region()))
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(settings.s3AccessKey(), settings.s3SecretKey())))
            .httpClient(UrlConnectionHttpClient.create())
            .overrideConfiguration(o -> o.retryStrategy(retries(settings.uploadWait())))
            .build();
  }

  byte[] download(String bucket, String key) {
    return s3.getObjectAsBytes(request -> request.bucket(bucket).key(key)).asByteArray();
  }

  void upload(String bucket, String key, byte[] bytes) {
    s3.putObject(
        request -> request.bucket(bucket).key(key).contentType("image/png"),
        RequestBody.fromBytes(bytes));
  }

  /** A client may still be uploading when its job is taken: a missing original is retried. */
  private static StandardRetryStrategy retries(Duration uploadWait) {
    int attempts = 1 + (int) (uploadWait.toMillis() / RETRY.toMillis());
    return AwsRetryStrategy.standardRetryStrategy().toBuilder()
        .retryOnException(NoSuchKeyException.class)
        .backoffStrategy(BackoffStrategy.fixedDelayWithoutJitter(RETRY))
        .circuitBreakerEnabled(false)
        .maxAttempts(attempts)
        .build();
  }
}
