/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.CompletedMultipartUpload;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

class ServersTest {
  private static Servers servers;
  private static S3Client s3;
  private static final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() {
    servers = Servers.start("first", "second");
    s3 =
        S3Client.builder()
            .endpointOverride(URI.create(servers.s3().endpoint()))
            .forcePathStyle(true)
            .region(Region.of(servers.s3().region()))
            .credentialsProvider(credentials())
            .httpClient(UrlConnectionHttpClient.create())
            .build();
  }

  @AfterAll
  static void stop() {
    s3.close();
    servers.close();
  }

  @Test
  void postgresAnswersQueries() throws Exception {
    PostgresServer postgres = servers.postgres();
    try (Connection connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE greeting (word text)");
      statement.execute("INSERT INTO greeting VALUES ('grüße')");
      try (ResultSet rows = statement.executeQuery("SELECT word FROM greeting")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("grüße");
      }
    }
  }

  @Test
  void mariaDbGreets() throws Exception {
    try (MariaDbServer mariaDb = MariaDbServer.start()) {
      assumeTrue(mariaDb != null, MariaDbServer.HOW_TO_GET);
      try (Socket socket = new Socket(mariaDb.host(), mariaDb.port())) {
        byte[] greeting = socket.getInputStream().readNBytes(32);
        assertThat(new String(greeting, StandardCharsets.US_ASCII)).contains("MariaDB");
      }
    }
  }

  @Test
  void redisAnswersCommands() throws Exception {
    RedisServer redis = servers.redis();
    try (Socket socket = new Socket(redis.host(), redis.port())) {
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] reply = socket.getInputStream().readNBytes(7);
      assertThat(reply).asString().isEqualTo("+PONG\r\n");
    }
  }

  @Test
  void anObjectIsPutReadHeadedAndDeleted() {
    s3.putObject(r -> r.bucket("first").key("a/b"), RequestBody.fromString("bytes"));
    assertThat(s3.getObjectAsBytes(r -> r.bucket("first").key("a/b")).asUtf8String())
        .isEqualTo("bytes");
    assertThat(s3.headObject(r -> r.bucket("first").key("a/b")).contentLength()).isEqualTo(5);
    s3.deleteObject(r -> r.bucket("first").key("a/b"));
    assertThatThrownBy(() -> s3.getObjectAsBytes(r -> r.bucket("first").key("a/b")))
        .isInstanceOf(NoSuchKeyException.class);
  }

  @Test
  void anUnknownBucketIsRefused() {
    assertThatThrownBy(
            () -> s3.putObject(r -> r.bucket("nowhere").key("k"), RequestBody.fromString("x")))
        .isInstanceOf(NoSuchBucketException.class);
  }

  @Test
  void anObjectIsUploadedInParts() {
    String upload = s3.createMultipartUpload(r -> r.bucket("second").key("parts")).uploadId();
    byte[] part = new byte[5 * 1024 * 1024];
    CompletedPart first = part(upload, 1, part);
    CompletedPart last = part(upload, 2, new byte[] {1, 2, 3});
    s3.completeMultipartUpload(
        r ->
            r.bucket("second")
                .key("parts")
                .uploadId(upload)
                .multipartUpload(CompletedMultipartUpload.builder().parts(first, last).build()));
    assertThat(s3.headObject(r -> r.bucket("second").key("parts")).contentLength())
        .isEqualTo(part.length + 3L);
  }

  @Test
  void aPresignedUploadIsStored() throws Exception {
    HttpResponse<String> response = put(presigned(), "uploaded");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(s3.getObjectAsBytes(r -> r.bucket("first").key("presigned")).asUtf8String())
        .isEqualTo("uploaded");
  }

  @Test
  void aPresignedUploadWithAWrongSignatureIsRefused() throws Exception {
    String url = presigned().toString();
    char last = url.charAt(url.length() - 1);
    String forged = url.substring(0, url.length() - 1) + (last == '0' ? '1' : '0');
    assertThat(put(URI.create(forged), "forged").statusCode()).isEqualTo(403);
  }

  @Test
  void theHostingProcessLeavesNothingBehind() throws Exception {
    RedisServer redis = RedisServer.start();
    int port = redis.port();
    redis.close();
    assertThatThrownBy(() -> new Socket("127.0.0.1", port).close())
        .isInstanceOf(java.net.ConnectException.class);
  }

  @Test
  void replicateRunsInAProcessOfItsOwnToo() throws Exception {
    try (ReplicateProcess replicate = ReplicateProcess.start()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(replicate.url() + "/v1/x")).build();
      assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
    }
  }

  private static CompletedPart part(String upload, int number, byte[] bytes) {
    String tag =
        s3.uploadPart(
                r -> r.bucket("second").key("parts").uploadId(upload).partNumber(number),
                RequestBody.fromBytes(bytes))
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(tag).build();
  }

  private static URI presigned() throws Exception {
    try (S3Presigner presigner =
        S3Presigner.builder()
            .endpointOverride(URI.create(servers.s3().endpoint()))
            .region(Region.of(servers.s3().region()))
            .credentialsProvider(credentials())
            .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
            .build()) {
      return presigner
          .presignPutObject(
              r ->
                  r.signatureDuration(Duration.ofMinutes(5))
                      .putObjectRequest(p -> p.bucket("first").key("presigned")))
          .url()
          .toURI();
    }
  }

  private static HttpResponse<String> put(URI uri, String body) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(uri).PUT(BodyPublishers.ofString(body)).build();
    return http.send(request, BodyHandlers.ofString());
  }

  private static StaticCredentialsProvider credentials() {
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(servers.s3().accessKey(), servers.s3().secretKey()));
  }
}
