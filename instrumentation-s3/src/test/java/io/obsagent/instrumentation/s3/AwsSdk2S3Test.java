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
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.HttpClient;
import io.obsagent.core.vocabulary.S3Object;
import io.obsagent.smoke.servers.S3Server;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3BaseClientBuilder;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

class AwsSdk2S3Test {
  @RegisterExtension static final Agent agent = Agent.with(new AwsSdk2S3Instrumentation());

  private static final String CONTENT = "grün wie das Gras";
  private static final long LENGTH = CONTENT.getBytes(UTF_8).length;
  private static final StaticCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any"));

  private static S3Server server;
  private static S3Client s3;
  private static S3AsyncClient async;

  @BeforeAll
  static void start() {
    server = S3Server.start("images");
    s3 = configured(S3Client.builder(), server.endpoint()).build();
    async = configured(S3AsyncClient.builder(), server.endpoint()).build();
    s3.putObject(b -> b.bucket("images").key("there"), RequestBody.fromString(CONTENT));
  }

  @AfterAll
  static void stop() {
    s3.close();
    async.close();
    server.close();
  }

  @Test
  void anUploadIsOneClientOperation() {
    s3.putObject(b -> b.bucket("images").key("new"), RequestBody.fromString(CONTENT));
    assertThat(agent.trace()).isEqualTo("CLIENT S3 upload");
    SpanData span = agent.span("S3 upload");
    assertThat(span.getAttributes().asMap())
        .containsEntry(stringKey("aws.s3.operation"), "upload")
        .containsEntry(stringKey("aws.s3.bucket"), "images")
        .containsEntry(stringKey("rpc.system"), "aws-api")
        .containsEntry(stringKey("rpc.method"), "PutObject")
        .containsEntry(longKey("aws.s3.bytes"), LENGTH)
        .containsEntry(longKey("http.response.status_code"), 200L);
    counted("upload", "success");
  }

  @Test
  void theKeyIsNotOnTheSpan() {
    s3.headObject(b -> b.bucket("images").key("there"));
    assertThat(agent.span("S3 head").getAttributes().asMap().toString()).doesNotContain("there");
  }

  @Test
  void aDownloadEndsWhenItsStreamIsReadToTheEnd() throws Exception {
    InputStream stream = s3.getObject(there());
    assertThat(agent.spans()).isEmpty();
    assertThat(Operation.current()).isNull();
    assertThat(stream.readAllBytes()).asString(UTF_8).isEqualTo(CONTENT);
    SpanData span = agent.span("S3 download");
    assertThat(bytes(span)).isEqualTo(LENGTH);
    assertThat(status(span)).isEqualTo(200);
    counted("download", "success");
    stream.close();
    assertThat(agent.spans()).hasSize(1);
  }

  @Test
  void singleAndSkippedBytesCount() throws Exception {
    try (InputStream stream = s3.getObject(there())) {
      assertThat(stream.read()).isEqualTo('g');
      assertThat(stream.skip(2)).isEqualTo(2);
      assertThat(stream.read(new byte[3])).isEqualTo(3);
    }
    assertThat(bytes(agent.span("S3 download"))).isEqualTo(6);
  }

  @Test
  void aDownloadEndsWhenItsStreamIsClosedEarly() throws Exception {
    s3.getObject(there()).close();
    assertThat(bytes(agent.span("S3 download"))).isZero();
    counted("download", "success");
  }

  @Test
  void aDownloadEndsWhenItsStreamIsAborted() {
    s3.getObject(there()).abort();
    assertThat(bytes(agent.span("S3 download"))).isZero();
  }

  @Test
  void aDownloadIsCanceledWhenItsStreamIsDropped() throws Exception {
    assertThat(s3.getObject(there()).read()).isEqualTo('g');
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (agent.spans().isEmpty() && System.nanoTime() < deadline) {
      System.gc();
      Thread.yield();
    }
    assertThat(bytes(agent.span("S3 download"))).isEqualTo(1);
    counted("download", "error");
  }

  @Test
  void aDownloadOfBytesEndsWithTheCall() {
    assertThat(s3.getObjectAsBytes(there()).asUtf8String()).isEqualTo(CONTENT);
    assertThat(bytes(agent.span("S3 download"))).isEqualTo(LENGTH);
  }

  @Test
  void aDownloadToAFileEndsWithTheCall(@TempDir Path directory) {
    s3.getObject(there(), directory.resolve("file"));
    SpanData span = agent.span("S3 download");
    assertThat(directory.resolve("file")).hasContent(CONTENT);
    assertThat(bytes(span)).isEqualTo(LENGTH);
    assertThat(status(span)).isEqualTo(200);
  }

  @Test
  void aDownloadByATransformerOfTheApplicationEndsWithTheCall() throws Exception {
    String text =
        s3.getObject(there(), (response, stream) -> new String(stream.readAllBytes(), UTF_8));
    assertThat(text).isEqualTo(CONTENT);
    SpanData span = agent.span("S3 download");
    assertThat(bytes(span)).isEqualTo(LENGTH);
    assertThat(status(span)).isEqualTo(200);
  }

  @Test
  void aMissingKeyIsAnErrorThatReachesTheCaller() {
    assertThatThrownBy(() -> s3.getObject(b -> b.bucket("images").key("gone")))
        .isInstanceOf(NoSuchKeyException.class);
    SpanData span = agent.span("S3 download");
    assertThat(status(span)).isEqualTo(404);
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getAttributes().get(stringKey("error.type")))
        .isEqualTo(NoSuchKeyException.class.getName());
    counted("download", "error");
  }

  @Test
  void aMissingBucketIsAnError() {
    assertThatThrownBy(() -> s3.listObjectsV2(b -> b.bucket("nowhere")))
        .isInstanceOf(NoSuchBucketException.class);
    assertThat(status(agent.span("S3 list"))).isEqualTo(404);
  }

  @Test
  void anArgumentThatTheClientRefusesIsAnError() {
    assertThatThrownBy(() -> s3.headObject(b -> b.bucket("images"))).isNotNull();
    counted("head", "error");
  }

  @Test
  void objectsAreListedCopiedAndDeleted() {
    s3.putObject(b -> b.bucket("images").key("a"), RequestBody.fromString(CONTENT));
    s3.copyObject(copy("a", "b"));
    s3.listObjectsV2(b -> b.bucket("images").prefix("a"));
    s3.deleteObject(b -> b.bucket("images").key("a"));
    s3.deleteObjects(
        b ->
            b.bucket("images").delete(d -> d.objects(ObjectIdentifier.builder().key("b").build())));
    assertThat(agent.traces())
        .containsExactly(
            "CLIENT S3 upload",
            "CLIENT S3 copy",
            "CLIENT S3 list",
            "CLIENT S3 delete",
            "CLIENT S3 delete_many");
    SpanData copy = agent.span("S3 copy");
    assertThat(copy.getAttributes().get(stringKey("aws.s3.bucket"))).isEqualTo("images");
    for (String operation : List.of("upload", "copy", "list", "delete", "delete_many")) {
      counted(operation, "success");
    }
  }

  @Test
  void theStepsOfAMultipartUploadAreOperations() {
    String id = s3.createMultipartUpload(b -> b.bucket("images").key("big")).uploadId();
    String tag =
        s3.uploadPart(
                b -> b.bucket("images").key("big").uploadId(id).partNumber(1),
                RequestBody.fromString(CONTENT))
            .eTag();
    CompletedPart part = CompletedPart.builder().partNumber(1).eTag(tag).build();
    s3.completeMultipartUpload(
        b -> b.bucket("images").key("big").uploadId(id).multipartUpload(m -> m.parts(part)));
    assertThat(agent.traces())
        .containsExactly(
            "CLIENT S3 create_multipart", "CLIENT S3 upload_part", "CLIENT S3 complete_multipart");
    assertThat(bytes(agent.span("S3 upload_part"))).isEqualTo(LENGTH);
  }

  @InProcessOnly
  @Test
  void rulesSeeTheKey() {
    List<Object> keys = new ArrayList<>();
    ExecutionInterceptor watching =
        new ExecutionInterceptor() {
          @Override
          public void beforeTransmission(
              Context.BeforeTransmission context, ExecutionAttributes a) {
            keys.add(Operation.current(S3Object.TYPE).get(S3Object.KEY));
          }
        };
    try (S3Client watched =
        configured(S3Client.builder(), server.endpoint())
            .overrideConfiguration(c -> c.addExecutionInterceptor(watching))
            .build()) {
      watched.headObject(b -> b.bucket("images").key("there"));
      watched.copyObject(copy("there", "copy"));
    }
    assertThat(keys).containsExactly("there", "copy");
  }

  @InProcessOnly
  @Test
  void theHttpExchangesInsideAreNoOperationsOfTheirOwn() {
    AtomicInteger exchanges = new AtomicInteger();
    ExecutionInterceptor client =
        new ExecutionInterceptor() {
          @Override
          public void beforeTransmission(
              Context.BeforeTransmission context, ExecutionAttributes a) {
            exchanges.incrementAndGet();
            assertThat(Operation.start(HttpClient.TYPE)).isNull();
          }
        };
    try (S3Client watched =
        configured(S3Client.builder(), server.endpoint())
            .overrideConfiguration(c -> c.addExecutionInterceptor(client))
            .build()) {
      watched.headObject(b -> b.bucket("images").key("there"));
    }
    assertThat(exchanges).hasValue(1);
    assertThat(agent.trace()).isEqualTo("CLIENT S3 head");
  }

  @Test
  void aRetriedCallIsOneOperation() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    HttpServer stub = HttpServer.create(new InetSocketAddress(loopback(), 0), 0);
    stub.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(attempts.incrementAndGet() == 1 ? 500 : 204, -1);
          exchange.close();
        });
    stub.start();
    try (S3Client retrying = configured(S3Client.builder(), endpoint(stub)).build()) {
      retrying.deleteObject(b -> b.bucket("images").key("there"));
    } finally {
      stub.stop(0);
    }
    assertThat(attempts).hasValue(2);
    assertThat(agent.trace()).isEqualTo("CLIENT S3 delete");
    assertThat(status(agent.span("S3 delete"))).isEqualTo(204);
    counted("delete", "success");
  }

  @Test
  void aCallThatTakesTooLongTimesOut() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    HttpServer stub = silent(over);
    try (S3Client impatient =
        configured(S3Client.builder(), endpoint(stub))
            .overrideConfiguration(c -> c.apiCallTimeout(Duration.ofMillis(300)))
            .build()) {
      assertThatThrownBy(() -> impatient.headObject(b -> b.bucket("images").key("slow")))
          .isNotNull();
    } finally {
      over.countDown();
      stub.stop(0);
    }
    counted("head", "error");
  }

  @Test
  void anAsynchronousUploadBelongsToItsCaller() throws Exception {
    agent.root(
        "request",
        () -> {
          CompletableFuture<?> future =
              async.putObject(
                  PutObjectRequest.builder().bucket("images").key("new").build(),
                  AsyncRequestBody.fromString(CONTENT));
          assertThat(Operation.current(S3Object.TYPE)).isNull();
          future.get(20, TimeUnit.SECONDS);
        });
    assertThat(agent.trace(2)).isEqualTo("INTERNAL request\n  CLIENT S3 upload");
    SpanData span = agent.span("S3 upload");
    assertThat(bytes(span)).isEqualTo(LENGTH);
    assertThat(status(span)).isEqualTo(200);
  }

  @Test
  void whatFollowsAnAsynchronousCallBelongsToItsCaller() throws Exception {
    agent.root(
        "request",
        () ->
            async
                .headObject(b -> b.bucket("images").key("there"))
                .thenCompose(head -> async.getObject(there(), AsyncResponseTransformer.toBytes()))
                .get(20, TimeUnit.SECONDS));
    assertThat(agent.trace(3))
        .isEqualTo("INTERNAL request\n  CLIENT S3 head\n  CLIENT S3 download");
    assertThat(bytes(agent.span("S3 download"))).isEqualTo(LENGTH);
  }

  @Test
  void anAsynchronousDownloadToAFileEndsWhenTheFileIsWritten(@TempDir Path directory)
      throws Exception {
    Path file = directory.resolve("file");
    async.getObject(there(), AsyncResponseTransformer.toFile(file)).get(20, TimeUnit.SECONDS);
    assertThat(Files.readString(file)).isEqualTo(CONTENT);
    assertThat(bytes(agent.span("S3 download"))).isEqualTo(LENGTH);
  }

  @Test
  void anAsynchronousDownloadOfAPublisherEndsWhenAllWasPublished() throws Exception {
    CompletableFuture<Publisher<ByteBuffer>> future =
        async.getObject(there(), fromLaterVersions("toPublisher"));
    Publisher<ByteBuffer> publisher = future.get(20, TimeUnit.SECONDS);
    assertThat(agent.spans()).isEmpty();
    Collected collected = new Collected(Long.MAX_VALUE);
    publisher.subscribe(collected);
    assertThat(collected.count.get(20, TimeUnit.SECONDS)).isEqualTo((int) LENGTH);
    SpanData span = agent.span("S3 download");
    assertThat(bytes(span)).isEqualTo(LENGTH);
    assertThat(status(span)).isEqualTo(200);
  }

  @Test
  void anAsynchronousDownloadOfAPublisherEndsWhenTheSubscriberCancels() throws Exception {
    CompletableFuture<Publisher<ByteBuffer>> future =
        async.getObject(there(), fromLaterVersions("toPublisher"));
    Collected collected = new Collected(0);
    future.get(20, TimeUnit.SECONDS).subscribe(collected);
    collected.subscription.get(20, TimeUnit.SECONDS).cancel();
    assertThat(bytes(agent.span("S3 download"))).isZero();
  }

  @Test
  void anAsynchronousDownloadOfAStreamEndsWhenItIsRead() throws Exception {
    CompletableFuture<ResponseInputStream<GetObjectResponse>> future =
        async.getObject(there(), fromLaterVersions("toBlockingInputStream"));
    try (InputStream stream = future.get(20, TimeUnit.SECONDS)) {
      assertThat(agent.spans()).isEmpty();
      assertThat(stream.readAllBytes()).asString(UTF_8).isEqualTo(CONTENT);
      assertThat(bytes(agent.span("S3 download"))).isEqualTo(LENGTH);
    }
  }

  @Test
  void anAsynchronousFailureReachesTheCallerAndEndsTheOperation() {
    CompletableFuture<?> future = async.headObject(b -> b.bucket("images").key("gone"));
    assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(NoSuchKeyException.class);
    assertThat(status(agent.span("S3 head"))).isEqualTo(404);
    counted("head", "error");
  }

  @Test
  void anAsynchronousCallWithAnArgumentThatTheClientRefusesEnds() {
    CompletableFuture<?> future = async.headObject(b -> b.bucket("images"));
    assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS)).isNotNull();
    agent.span("S3 head");
    counted("head", "error");
  }

  @Test
  void anAsynchronousCallThatTheCallerCancelsIsCanceled() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    HttpServer stub = silent(over);
    try (S3AsyncClient client = configured(S3AsyncClient.builder(), endpoint(stub)).build()) {
      CompletableFuture<?> future = client.headObject(b -> b.bucket("images").key("slow"));
      assertThat(future.cancel(true)).isTrue();
      agent.span("S3 head");
      counted("head", "error");
    } finally {
      over.countDown();
      stub.stop(0);
    }
  }

  @Test
  void presigningIsAnOperationWithoutItsSignature() {
    try (S3Presigner presigner =
        S3Presigner.builder().region(Region.US_EAST_1).credentialsProvider(CREDENTIALS).build()) {
      String put =
          presigner
              .presignPutObject(
                  b ->
                      b.signatureDuration(Duration.ofMinutes(1))
                          .putObjectRequest(r -> r.bucket("images").key("new")))
              .url()
              .toString();
      presigner.presignGetObject(
          b -> b.signatureDuration(Duration.ofMinutes(1)).getObjectRequest(there()));
      assertThat(put).contains("X-Amz-Signature");
    }
    assertThat(agent.traces())
        .containsExactly("INTERNAL S3 presign_put", "INTERNAL S3 presign_get");
    SpanData span = agent.span("S3 presign_put");
    assertThat(span.getKind()).isEqualTo(SpanKind.INTERNAL);
    assertThat(span.getAttributes().asMap())
        .containsOnlyKeys(stringKey("aws.s3.operation"), stringKey("aws.s3.bucket"));
    presigned("presign_put", "success");
    presigned("presign_get", "success");
  }

  @Test
  void presigningThatFailsIsAnError() {
    try (S3Presigner presigner =
        S3Presigner.builder()
            .region(Region.US_EAST_1)
            .credentialsProvider(
                () -> {
                  throw new IllegalStateException("no credentials");
                })
            .build()) {
      assertThatThrownBy(
              () ->
                  presigner.presignGetObject(
                      b -> b.signatureDuration(Duration.ofMinutes(1)).getObjectRequest(there())))
          .isNotNull();
    }
    presigned("presign_get", "error");
  }

  /** One such operation was counted and timed, and no presigning. */
  private static void counted(String operation, String status) {
    agent.metric("s3_operations_total").with("operation", operation).hasValue(1);
    agent
        .metric("s3_operations_total")
        .with("operation", operation)
        .with("status", status)
        .hasValue(1);
    agent.metric("s3_operation_duration_seconds").with("operation", operation).hasCount(1);
    agent.metric("s3_presign_operations_total").hasValue(0);
  }

  /** One such presigning was counted, and no other operation. */
  private static void presigned(String operation, String status) {
    agent
        .metric("s3_presign_operations_total")
        .with("operation", operation)
        .with("status", status)
        .hasValue(1);
    agent.metric("s3_operations_total").hasValue(0);
  }

  private static CopyObjectRequest copy(String from, String to) {
    return CopyObjectRequest.builder()
        .copySource("images/" + from)
        .bucket("images")
        .key(to)
        .build();
  }

  /** A transformer that the oldest version does not have: there the test is not run. */
  @SuppressWarnings("unchecked")
  private static <T> AsyncResponseTransformer<GetObjectResponse, T> fromLaterVersions(String name)
      throws Exception {
    Method factory =
        Arrays.stream(AsyncResponseTransformer.class.getMethods())
            .filter(m -> m.getName().equals(name) && m.getParameterCount() == 0)
            .findAny()
            .orElse(null);
    assumeThat(factory).isNotNull();
    return (AsyncResponseTransformer<GetObjectResponse, T>) factory.invoke(null);
  }

  private static GetObjectRequest there() {
    return GetObjectRequest.builder().bucket("images").key("there").build();
  }

  private static long bytes(SpanData span) {
    return span.getAttributes().get(longKey("aws.s3.bytes"));
  }

  private static long status(SpanData span) {
    return span.getAttributes().get(longKey("http.response.status_code"));
  }

  private static <B extends S3BaseClientBuilder<B, C> & AwsClientBuilder<B, C>, C> B configured(
      B builder, String endpoint) {
    return builder
        .endpointOverride(URI.create(endpoint))
        .region(Region.of(server.region()))
        .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(server.accessKey(), server.secretKey())));
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }

  private static String endpoint(HttpServer stub) {
    return "http://127.0.0.1:" + stub.getAddress().getPort();
  }

  /** A server that does not answer before a latch opens. */
  private static HttpServer silent(CountDownLatch over) throws Exception {
    HttpServer stub = HttpServer.create(new InetSocketAddress(loopback(), 0), 0);
    stub.createContext(
        "/",
        exchange -> {
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    stub.start();
    return stub;
  }

  /** Asks for as many buffers as it is to, and says how many bytes came. */
  private static final class Collected implements Subscriber<ByteBuffer> {
    final CompletableFuture<Integer> count = new CompletableFuture<>();
    final long wanted;
    final CompletableFuture<Subscription> subscription = new CompletableFuture<>();
    int bytes;

    Collected(long wanted) {
      this.wanted = wanted;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      if (wanted > 0) {
        subscription.request(wanted);
      }
      this.subscription.complete(subscription);
    }

    @Override
    public void onNext(ByteBuffer content) {
      bytes += content.remaining();
    }

    @Override
    public void onError(Throwable error) {
      count.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
      count.complete(bytes);
    }
  }
}
