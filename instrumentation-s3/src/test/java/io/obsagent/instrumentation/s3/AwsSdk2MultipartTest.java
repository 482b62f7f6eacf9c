/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.s3;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import io.obsagent.smoke.servers.S3Server;
import io.obsagent.testing.Agent;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Objects in several parts, which later versions of the SDK see to: each is one operation. What is
 * not in the oldest version is called by reflection.
 */
class AwsSdk2MultipartTest {
  @RegisterExtension static final Agent agent = Agent.with(new AwsSdk2S3Instrumentation());

  private static final int MEGABYTE = 1 << 20;
  private static final String TRANSFERS = "software.amazon.awssdk.transfer.s3.";
  private static S3Server server;

  @TempDir private Path directory;

  @BeforeAll
  static void start() {
    server = S3Server.start("images");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static S3AsyncClient client() throws Exception {
    return client(false, server.endpoint());
  }

  /** A client of the SDK's own, or of the native runtime. */
  private static S3AsyncClient client(boolean crt, String endpoint) throws Exception {
    String factory = crt ? "crtBuilder" : "builder";
    assumeThat(has(S3AsyncClient.class, "crtBuilder")).isTrue();
    Object builder = S3AsyncClient.class.getMethod(factory).invoke(null);
    if (!crt) {
      call(builder, "multipartEnabled", true);
    }
    call(builder, "endpointOverride", URI.create(endpoint));
    call(builder, "forcePathStyle", true);
    call(builder, "region", Region.US_EAST_1);
    call(
        builder,
        "credentialsProvider",
        StaticCredentialsProvider.create(
            AwsBasicCredentials.create(server.accessKey(), server.secretKey())));
    return (S3AsyncClient) call(builder, "build");
  }

  private static boolean has(Class<?> type, String method) {
    for (Method each : type.getMethods()) {
      if (each.getName().equals(method)) {
        return true;
      }
    }
    return false;
  }

  /** Calls the public method of a name that takes such arguments. */
  private static Object call(Object object, String name, Object... arguments) throws Exception {
    for (Method method : object.getClass().getMethods()) {
      if (method.getName().equals(name) && takes(method, arguments) && !method.isBridge()) {
        method.setAccessible(true);
        return method.invoke(object, arguments);
      }
    }
    throw new NoSuchMethodException(object.getClass() + "." + name);
  }

  private static boolean takes(Method method, Object[] arguments) {
    if (method.getParameterCount() != arguments.length) {
      return false;
    }
    for (int i = 0; i < arguments.length; i++) {
      Class<?> type = method.getParameterTypes()[i];
      Object argument = arguments[i];
      boolean boxed =
          type == long.class && argument instanceof Long
              || type == boolean.class && argument instanceof Boolean;
      if (!boxed && !type.isInstance(argument)) {
        return false;
      }
    }
    return true;
  }

  private Path file(int megabytes) throws Exception {
    return Files.write(directory.resolve("file"), new byte[megabytes * MEGABYTE]);
  }

  private static Long field(SpanData span, String name) {
    return span.getAttributes().get(longKey(name));
  }

  @Test
  void anUploadInPartsIsOneOperation() throws Exception {
    Path file = file(20);
    try (S3AsyncClient client = client()) {
      agent.root(
          "test",
          () ->
              client
                  .putObject(b -> b.bucket("images").key("large"), AsyncRequestBody.fromFile(file))
                  .get(60, TimeUnit.SECONDS));
    }
    assertThat(agent.trace(2)).isEqualTo("INTERNAL test\n  CLIENT S3 upload");
    SpanData span = agent.span("S3 upload");
    assertThat(field(span, "aws.s3.bytes")).isEqualTo(20 * MEGABYTE);
    assertThat(field(span, "aws.s3.parts")).isGreaterThan(1);
    agent.metric("s3_operations_total").with("operation", "upload").hasValue(1);
  }

  @Test
  void aCopyInPartsIsOneOperation() throws Exception {
    Path file = file(20);
    try (S3AsyncClient client = client()) {
      client
          .putObject(b -> b.bucket("images").key("source"), AsyncRequestBody.fromFile(file))
          .get(60, TimeUnit.SECONDS);
      agent.span("S3 upload");
      agent.forget();
      CopyObjectRequest.Builder copy = CopyObjectRequest.builder();
      call(copy, "sourceBucket", "images");
      call(copy, "sourceKey", "source");
      call(copy, "destinationBucket", "images");
      call(copy, "destinationKey", "copy");
      agent.root("test", () -> client.copyObject(copy.build()).get(60, TimeUnit.SECONDS));
    }
    assertThat(agent.trace(2)).isEqualTo("INTERNAL test\n  CLIENT S3 copy");
    assertThat(field(agent.span("S3 copy"), "aws.s3.parts")).isGreaterThan(1);
  }

  @Test
  void aDownloadInPartsIsOneOperation() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    HttpServer parts =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    parts.createContext(
        "/",
        exchange -> {
          String query = exchange.getRequestURI().getQuery();
          int part = Integer.parseInt(query.substring(query.indexOf('=') + 1));
          requests.incrementAndGet();
          exchange.getResponseHeaders().set("x-amz-mp-parts-count", "3");
          exchange.getResponseHeaders().set("ETag", "\"all\"");
          exchange
              .getResponseHeaders()
              .set("Content-Range", "bytes " + (part - 1) * 10 + "-" + (part * 10 - 1) + "/30");
          exchange.sendResponseHeaders(206, 10);
          exchange.getResponseBody().write(new byte[10]);
          exchange.close();
        });
    parts.start();
    String endpoint = "http://127.0.0.1:" + parts.getAddress().getPort();
    try (S3AsyncClient client = client(false, endpoint)) {
      agent.root(
          "test",
          () ->
              client
                  .getObject(
                      b -> b.bucket("images").key("large"),
                      AsyncResponseTransformer.<GetObjectResponse>toFile(
                          directory.resolve("large")))
                  .get(60, TimeUnit.SECONDS));
    } finally {
      parts.stop(0);
    }
    assertThat(requests).hasValue(3);
    assertThat(directory.resolve("large")).hasSize(30);
    assertThat(agent.trace(2)).isEqualTo("INTERNAL test\n  CLIENT S3 download");
  }

  @Test
  void anUploadInPartsThatFailsIsAnError() throws Exception {
    Path file = file(20);
    try (S3AsyncClient client = client()) {
      assertThatThrownBy(
              () ->
                  client
                      .putObject(
                          b -> b.bucket("missing").key("large"), AsyncRequestBody.fromFile(file))
                      .get(60, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class);
    }
    assertThat(agent.trace(1)).isEqualTo("CLIENT S3 upload");
    assertThat(agent.span("S3 upload").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  void aTransferIsOneOperation() throws Exception {
    Path file = file(20);
    try (S3AsyncClient client = client()) {
      agent.root("test", () -> transfer(client, file));
    }
    assertThat(agent.trace(2)).isEqualTo("INTERNAL test\n  CLIENT S3 upload");
  }

  private static Object transfer(S3AsyncClient client, Path file) throws Exception {
    Object builder =
        Class.forName(TRANSFERS + "S3TransferManager").getMethod("builder").invoke(null);
    call(builder, "s3Client", client);
    try (AutoCloseable transfers = (AutoCloseable) call(builder, "build")) {
      Object upload =
          Class.forName(TRANSFERS + "model.UploadFileRequest").getMethod("builder").invoke(null);
      call(upload, "source", file);
      Consumer<PutObjectRequest.Builder> put = b -> b.bucket("images").key("transferred");
      call(upload, "putObjectRequest", put);
      Object transfer = call(transfers, "uploadFile", call(upload, "build"));
      return ((CompletableFuture<?>) call(transfer, "completionFuture")).get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void eachCallOfTheNativeClientIsOneOperation() throws Exception {
    HttpServer service =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          boolean get = exchange.getRequestMethod().equals("GET");
          exchange.getResponseHeaders().set("ETag", "\"all\"");
          if (get) {
            exchange.getResponseHeaders().set("Content-Range", "bytes 0-9/10");
          }
          if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", "10");
          }
          exchange.sendResponseHeaders(get ? 206 : 200, get ? 10 : -1);
          if (get) {
            exchange.getResponseBody().write(new byte[10]);
          }
          exchange.close();
        });
    service.start();
    String endpoint = "http://127.0.0.1:" + service.getAddress().getPort();
    Path file = file(1);
    try (S3AsyncClient client = client(true, endpoint)) {
      agent.root(
          "test",
          () -> {
            client
                .putObject(b -> b.bucket("images").key("new"), AsyncRequestBody.fromFile(file))
                .get(60, TimeUnit.SECONDS);
            client
                .getObject(
                    b -> b.bucket("images").key("new"),
                    AsyncResponseTransformer.<GetObjectResponse>toBytes())
                .get(60, TimeUnit.SECONDS);
            return transfer(client, file);
          });
    } finally {
      service.stop(0);
    }
    assertThat(agent.trace(4))
        .isEqualTo("INTERNAL test\n  CLIENT S3 upload\n  CLIENT S3 download\n  CLIENT S3 upload");
  }
}
