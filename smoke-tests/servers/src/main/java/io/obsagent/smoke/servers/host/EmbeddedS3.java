/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.servers.host;

import java.net.URI;
import java.util.List;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** S3Proxy over a store in memory. */
final class EmbeddedS3 {
  static final String ACCESS_KEY = "smoke-access-key";
  static final String SECRET_KEY = "smoke-secret-key";

  private EmbeddedS3() {}

  static Address start() throws Exception {
    TransientNio2BlobStore store = new TransientNio2BlobStore();
    S3Proxy proxy =
        S3Proxy.builder()
            .blobStore(store)
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
            .ignoreUnknownHeaders(true)
            .stopTimeout(0)
            .jettyMaxThreads(20)
            .endpoint(URI.create("http://" + Address.LOOPBACK + ":0"))
            .build();
    proxy.start();
    return new Address(Address.LOOPBACK, proxy.getPort(), proxy::stop);
  }

  /** Creates the buckets on any S3 server with these credentials; shows that the server answers. */
  static void createBuckets(String endpoint, List<String> buckets) {
    try (S3Client client =
        S3Client.builder()
            .endpointOverride(URI.create(endpoint))
            .forcePathStyle(true)
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
            .httpClient(UrlConnectionHttpClient.create())
            .build()) {
      client.listBuckets();
      for (String bucket : buckets) {
        client.createBucket(request -> request.bucket(bucket));
      }
    }
  }
}
