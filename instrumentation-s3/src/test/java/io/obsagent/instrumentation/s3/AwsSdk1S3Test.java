/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.s3;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.ClientConfiguration;
import com.amazonaws.HttpMethod;
import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.client.builder.AwsClientBuilder;
import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.AmazonS3Client;
import com.amazonaws.services.s3.AmazonS3ClientBuilder;
import com.amazonaws.services.s3.model.AmazonS3Exception;
import com.amazonaws.services.s3.model.DeleteObjectsRequest;
import com.amazonaws.services.s3.model.GetObjectRequest;
import com.amazonaws.services.s3.model.S3Object;
import com.amazonaws.services.s3.transfer.TransferManager;
import com.amazonaws.services.s3.transfer.TransferManagerBuilder;
import com.sun.net.httpserver.HttpServer;
import io.obsagent.smoke.servers.S3Server;
import io.obsagent.testing.Agent;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.File;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class AwsSdk1S3Test {
  @RegisterExtension static final Agent agent = Agent.with(new AwsSdk1S3Instrumentation());

  private static final String CONTENT = "grün wie das Gras";
  private static final long LENGTH = CONTENT.getBytes(UTF_8).length;
  private static final int MEGABYTE = 1 << 20;

  private static S3Server server;
  private static AmazonS3 s3;

  @TempDir private Path directory;

  @BeforeAll
  static void start() {
    server = S3Server.start("images");
    s3 = client(server.endpoint());
    s3.putObject("images", "there", CONTENT);
  }

  @AfterAll
  static void stop() {
    ((AmazonS3Client) s3).shutdown();
    server.close();
  }

  private static AmazonS3 client(String endpoint) {
    return AmazonS3ClientBuilder.standard()
        .withEndpointConfiguration(
            new AwsClientBuilder.EndpointConfiguration(endpoint, "us-east-1"))
        .withCredentials(
            new AWSStaticCredentialsProvider(
                new BasicAWSCredentials(server.accessKey(), server.secretKey())))
        .withClientConfiguration(
            new ClientConfiguration().withMaxErrorRetry(2).withSignerOverride("AWSS3V4SignerType"))
        .withPathStyleAccessEnabled(true)
        .withChunkedEncodingDisabled(true)
        .build();
  }

  private static Long bytes(SpanData span) {
    return span.getAttributes().get(longKey("aws.s3.bytes"));
  }

  private static void counted(String operation, String status) {
    agent
        .metric("s3_operations_total")
        .with("operation", operation)
        .with("status", status)
        .hasValue(1);
  }

  @Test
  void anUploadIsOneClientOperation() throws Exception {
    agent.root("test", () -> s3.putObject("images", "new", CONTENT));
    assertThat(agent.trace()).isEqualTo("INTERNAL test\n  CLIENT S3 upload");
    SpanData span = agent.span("S3 upload");
    assertThat(span.getAttributes().asMap())
        .containsEntry(stringKey("aws.s3.operation"), "upload")
        .containsEntry(stringKey("aws.s3.bucket"), "images")
        .containsEntry(stringKey("rpc.system"), "aws-api")
        .containsEntry(stringKey("rpc.method"), "PutObject")
        .containsEntry(longKey("aws.s3.bytes"), LENGTH);
    assertThat(span.getAttributes().asMap().toString()).doesNotContain("new");
    counted("upload", "success");
  }

  @Test
  void aDownloadEndsWhenItsStreamIsReadToTheEnd() throws Exception {
    InputStream stream = s3.getObject("images", "there").getObjectContent();
    assertThat(agent.spans()).isEmpty();
    assertThat(stream.readAllBytes()).asString(UTF_8).isEqualTo(CONTENT);
    assertThat(bytes(agent.span("S3 download"))).isEqualTo(LENGTH);
    stream.close();
    assertThat(agent.spans()).hasSize(1);
    counted("download", "success");
  }

  @Test
  void aDownloadEndsWhenItsStreamIsAbortedOrClosedEarly() throws Exception {
    S3Object object = s3.getObject("images", "there");
    assertThat(object.getObjectContent().read()).isEqualTo('g');
    object.getObjectContent().abort();
    assertThat(bytes(agent.span("S3 download"))).isEqualTo(1);
    agent.forget();
    s3.getObject("images", "there").close();
    assertThat(agent.spans()).hasSize(1);
  }

  @Test
  void aDownloadToAFileIsOneOperation() throws Exception {
    File file = directory.resolve("there").toFile();
    s3.getObject(new GetObjectRequest("images", "there"), file);
    assertThat(file).hasContent(CONTENT);
    assertThat(agent.trace()).isEqualTo("CLIENT S3 download");
    assertThat(bytes(agent.span("S3 download"))).isEqualTo(LENGTH);
  }

  @Test
  void eachKindOfCallHasItsName() {
    s3.putObject("images", "a", CONTENT);
    s3.copyObject("images", "a", "images", "b");
    s3.getObjectMetadata("images", "b");
    s3.listObjectsV2("images");
    s3.deleteObject("images", "a");
    s3.deleteObjects(new DeleteObjectsRequest("images").withKeys("a", "b"));
    assertThat(agent.traces())
        .containsExactly(
            "CLIENT S3 upload",
            "CLIENT S3 copy",
            "CLIENT S3 head",
            "CLIENT S3 list",
            "CLIENT S3 delete",
            "CLIENT S3 delete_many");
  }

  @Test
  void aMissingObjectIsAnError() {
    assertThatThrownBy(() -> s3.getObject("images", "missing"))
        .isInstanceOf(AmazonS3Exception.class);
    SpanData span = agent.span("S3 download");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getAttributes().get(longKey("http.response.status_code"))).isEqualTo(404);
    counted("download", "error");
  }

  @Test
  void retriesAreInsideOneOperation() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    HttpServer failing =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    failing.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(attempts.incrementAndGet() < 3 ? 503 : 204, -1);
          exchange.close();
        });
    failing.start();
    AmazonS3 client = client("http://127.0.0.1:" + failing.getAddress().getPort());
    try {
      client.deleteObject("images", "a");
    } finally {
      ((AmazonS3Client) client).shutdown();
      failing.stop(0);
    }
    assertThat(attempts).hasValue(3);
    assertThat(agent.trace()).isEqualTo("CLIENT S3 delete");
  }

  @Test
  void aPresignedUrlIsAnOperationWithoutNetwork() {
    s3.generatePresignedUrl("images", "there", new Date(System.currentTimeMillis() + 60_000));
    s3.generatePresignedUrl(
        "images", "new", new Date(System.currentTimeMillis() + 60_000), HttpMethod.PUT);
    assertThat(agent.traces())
        .containsExactly("INTERNAL S3 presign_get", "INTERNAL S3 presign_put");
    assertThat(agent.span("S3 presign_get").getKind()).isEqualTo(SpanKind.INTERNAL);
  }

  private TransferManager transfers() {
    return TransferManagerBuilder.standard()
        .withS3Client(s3)
        .withMultipartUploadThreshold(5L * MEGABYTE)
        .withMinimumUploadPartSize(5L * MEGABYTE)
        .build();
  }

  private File file(int size) throws Exception {
    return Files.write(directory.resolve("file"), new byte[size]).toFile();
  }

  @Test
  void aTransferOfOnePartIsOneOperation() throws Exception {
    TransferManager transfers = transfers();
    File file = file(100);
    agent.root("test", () -> transfers.upload("images", "one", file).waitForUploadResult());
    assertThat(agent.trace(2)).isEqualTo("INTERNAL test\n  CLIENT S3 upload");
    assertThat(bytes(agent.span("S3 upload"))).isEqualTo(100);
    agent.forget();
    transfers.download("images", "one", directory.resolve("copy").toFile()).waitForCompletion();
    agent.span("S3 download");
    assertThat(agent.traces()).contains("CLIENT S3 download").doesNotHaveDuplicates();
    transfers.shutdownNow(false);
  }

  @Test
  void aTransferOfSeveralPartsIsOneOperationWithThemInside() throws Exception {
    TransferManager transfers = transfers();
    File file = file(11 * MEGABYTE);
    agent.root("test", () -> transfers.upload("images", "many", file).waitForUploadResult());
    assertThat(agent.trace(2)).isEqualTo("INTERNAL test\n  CLIENT S3 upload");
    SpanData span = agent.span("S3 upload");
    assertThat(bytes(span)).isEqualTo(11 * MEGABYTE);
    assertThat(span.getAttributes().get(longKey("aws.s3.parts"))).isEqualTo(3);
    counted("upload", "success");
    transfers.shutdownNow(false);
  }

  @Test
  void aTransferThatFailsIsAnError() throws Exception {
    TransferManager transfers = transfers();
    File file = file(100);
    assertThatThrownBy(() -> transfers.upload("missing", "one", file).waitForUploadResult())
        .isInstanceOf(AmazonS3Exception.class);
    assertThat(agent.span("S3 upload").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    counted("upload", "error");
    transfers.shutdownNow(false);
  }
}
