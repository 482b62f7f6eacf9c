/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.realstaging;

import io.obsagent.smoke.servers.Servers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Real Staging, running: servers, API and worker. The methods are what a client or an operator can
 * do to it; {@link Scenario} puts them together. Thread-safe.
 */
public final class RealStaging implements AutoCloseable {
  /** The list that jobs wait in. */
  public static final String QUEUE = "realstaging:queue:images";

  /** The bucket of originals and results. */
  public static final String BUCKET = "realstaging";

  /** What clients upload. */
  public static final byte[] ORIGINAL = {(byte) 0x89, 'P', 'N', 'G', ' ', 'o', 'r', 'i', 'g'};

  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration REQUEST = Duration.ofSeconds(30);
  private static final Duration JOB = Duration.ofSeconds(60);
  private static final Set<String> ENDED = Set.of("ready", "failed", "timeout");

  private final Servers servers;
  private final ChildJvm api;
  private final ChildJvm worker;
  private final String apiUrl;
  private final S3Client s3;
  private final HttpClient http = HttpClient.newHttpClient();

  private RealStaging(Servers servers, ChildJvm api, ChildJvm worker, String apiUrl) {
    this.servers = servers;
    this.api = api;
    this.worker = worker;
    this.apiUrl = apiUrl;
    this.s3 = s3(servers);
  }

  /** How to start it; see {@link Builder}. */
  public static Builder builder() {
    return new Builder();
  }

  /** The servers. */
  public Servers servers() {
    return servers;
  }

  /** The JVM of the API. */
  public ChildJvm api() {
    return api;
  }

  /** The JVM of the worker. */
  public ChildJvm worker() {
    return worker;
  }

  /** The base URL of the API, as {@code http://host:port}. */
  public String apiUrl() {
    return apiUrl;
  }

  /** Sends a request without a token. */
  public Reply get(String path) {
    return send(request(path));
  }

  /** Sends a request with this token. */
  public Reply get(String path, String token) {
    return send(request(path).header("Authorization", "Bearer " + token));
  }

  /** Asks for an image to be staged; a null token sends none. */
  public Reply post(String json, @Nullable String token) {
    HttpRequest.Builder request =
        request("/api/v1/images")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return send(request);
  }

  /** Puts bytes where a presigned URL says. */
  public Reply upload(String url, byte[] bytes) {
    return send(HttpRequest.newBuilder(URI.create(url)).PUT(BodyPublishers.ofByteArray(bytes)));
  }

  /** Posts an image, uploads its original unless it says not to, and waits for its end. */
  public Submission submitImage(NewImage image) {
    Reply created = post(image.json(), Tokens.valid(Tokens.USER));
    @Nullable Reply uploaded =
        image.upload() ? upload(created.field("upload_url"), ORIGINAL) : null;
    String id = created.field("id");
    return new Submission(id, created, uploaded, awaitEnd(id));
  }

  /** Waits until the worker is done with an image; answers ready, failed or timeout. */
  public String awaitEnd(String imageId) {
    Instant deadline = Instant.now().plus(JOB);
    try (Connection connection =
            DriverManager.getConnection(
                servers.postgres().jdbcUrl(),
                servers.postgres().user(),
                servers.postgres().password());
        PreparedStatement query =
            connection.prepareStatement("SELECT status FROM images WHERE id = ?")) {
      query.setObject(1, UUID.fromString(imageId));
      String status = "absent";
      while (Instant.now().isBefore(deadline)) {
        try (ResultSet rows = query.executeQuery()) {
          status = rows.next() ? rows.getString(1) : "absent";
        }
        if (ENDED.contains(status)) {
          return status;
        }
        sleep(20);
      }
      throw new IllegalStateException(
          "image is still " + status + ":\n" + String.join("\n", worker.lines()));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Adds an element to the queue, past the API. */
  public void enqueue(String element) {
    redis("LPUSH", QUEUE, element);
  }

  /** Waits until no element is in the queue (the last may still be worked on). */
  public void awaitEmptyQueue() {
    Instant deadline = Instant.now().plus(JOB);
    while (!redis("LLEN", QUEUE).equals(":0")) {
      if (Instant.now().isAfter(deadline)) {
        throw new IllegalStateException("the queue is not empty");
      }
      sleep(20);
    }
  }

  /** The stored objects whose key contains {@code part}: their bytes by key, sorted. */
  public Map<String, byte[]> objects(String part) {
    Map<String, byte[]> objects = new TreeMap<>();
    for (S3Object object :
        s3.listObjectsV2Paginator(request -> request.bucket(BUCKET)).contents()) {
      if (object.key().contains(part)) {
        objects.put(
            object.key(),
            s3.getObjectAsBytes(get -> get.bucket(BUCKET).key(object.key())).asByteArray());
      }
    }
    return objects;
  }

  /** Runs every scenario once, in order: what clients saw in each. */
  public Map<Scenario, Transcript> runAll() {
    Map<Scenario, Transcript> transcripts = new LinkedHashMap<>();
    for (Scenario scenario : Scenario.values()) {
      transcripts.put(scenario, scenario.run(this));
    }
    return transcripts;
  }

  /** Stops the applications, then the servers. */
  @Override
  public void close() {
    worker.close();
    api.close();
    s3.close();
    servers.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(apiUrl + path));
  }

  private Reply send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          http.send(request.timeout(REQUEST).build(), BodyHandlers.ofString());
      String type = response.headers().firstValue("Content-Type").orElse("");
      return new Reply(response.statusCode(), type, response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** One command to Redis; the first line of its reply. */
  private String redis(String... command) {
    StringBuilder request = new StringBuilder("*" + command.length + "\r\n");
    for (String part : command) {
      int length = part.getBytes(StandardCharsets.UTF_8).length;
      request.append('$').append(length).append("\r\n").append(part).append("\r\n");
    }
    try (Socket socket = new Socket(servers.redis().host(), servers.redis().port())) {
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
      StringBuilder reply = new StringBuilder();
      for (int c = socket.getInputStream().read();
          c >= 0 && c != '\r';
          c = socket.getInputStream().read()) {
        reply.append((char) c);
      }
      return reply.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady() {
    Instant deadline = Instant.now().plus(START);
    while (true) {
      try {
        if (get("/ping").status() == 200) {
          break;
        }
      } catch (UncheckedIOException e) {
        if (!api.isAlive() || Instant.now().isAfter(deadline)) {
          throw new IllegalStateException(
              "the API did not start:\n" + String.join("\n", api.lines()), e);
        }
      }
      sleep(50);
    }
    worker.awaitLine(line -> line.contains("Worker started"), START);
  }

  private static S3Client s3(Servers servers) {
    return S3Client.builder()
        .endpointOverride(URI.create(servers.s3().endpoint()))
        .forcePathStyle(true)
        .region(Region.of(servers.s3().region()))
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(servers.s3().accessKey(), servers.s3().secretKey())))
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** How to start Real Staging. Not thread-safe. */
  public static final class Builder {
    private Path javaHome = Path.of(System.getProperty("java.home"));
    private final List<String> apiArgs = new ArrayList<>();
    private final List<String> workerArgs = new ArrayList<>();
    private final Map<String, String> apiEnvironment = new HashMap<>();
    private final Map<String, String> workerEnvironment = new HashMap<>();
    private final Map<String, Function<Servers, String>> ofServers = new HashMap<>();

    private Builder() {}

    /** The JDK for both applications; this one unless set. */
    public Builder javaHome(Path home) {
      javaHome = home;
      return this;
    }

    /** More JVM arguments for both, for instance {@code -javaagent:…} or {@code -Dname=value}. */
    public Builder jvmArgs(String... args) {
      return apiJvmArgs(args).workerJvmArgs(args);
    }

    /** More JVM arguments for the API. */
    public Builder apiJvmArgs(String... args) {
      apiArgs.addAll(List.of(args));
      return this;
    }

    /** More JVM arguments for the worker. */
    public Builder workerJvmArgs(String... args) {
      workerArgs.addAll(List.of(args));
      return this;
    }

    /** An environment variable for both. */
    public Builder environment(String name, String value) {
      return apiEnvironment(name, value).workerEnvironment(name, value);
    }

    /** An environment variable for both whose value the servers tell. */
    public Builder environment(String name, Function<Servers, String> value) {
      ofServers.put(name, value);
      return this;
    }

    /** An environment variable for the API. */
    public Builder apiEnvironment(String name, String value) {
      apiEnvironment.put(name, value);
      return this;
    }

    /** An environment variable for the worker. */
    public Builder workerEnvironment(String name, String value) {
      workerEnvironment.put(name, value);
      return this;
    }

    /** Starts the servers and both applications and waits until all are ready. */
    public RealStaging start() {
      Path apiJar = jar("realstaging-api");
      Path workerJar = jar("realstaging-worker");
      Servers servers = Servers.start(BUCKET);
      int port = freePort();
      ChildJvm api = ChildJvm.start("api", javaHome, apiArgs, apiJar, apiVariables(servers, port));
      ChildJvm worker =
          ChildJvm.start("worker", javaHome, workerArgs, workerJar, workerVariables(servers));
      servers.guard(api.handle());
      servers.guard(worker.handle());
      RealStaging system = new RealStaging(servers, api, worker, "http://127.0.0.1:" + port);
      try {
        system.awaitReady();
      } catch (RuntimeException e) {
        system.close();
        throw e;
      }
      return system;
    }

    private Map<String, String> apiVariables(Servers servers, int port) {
      Map<String, String> variables = shared(servers);
      variables.put("PORT", Integer.toString(port));
      variables.put("JWT_SECRET", Tokens.SECRET);
      variables.put("BUCKET", BUCKET);
      variables.putAll(apiEnvironment);
      return variables;
    }

    private Map<String, String> workerVariables(Servers servers) {
      Map<String, String> variables = shared(servers);
      variables.put("REPLICATE_URL", servers.replicate().url());
      variables.put("REPLICATE_TOKEN", io.obsagent.smoke.servers.ReplicateServer.TOKEN);
      variables.put("POLL_INTERVAL_MS", "50");
      variables.put("UPLOAD_WAIT_MS", "2000");
      variables.put("JOB_TIMEOUT_MS", "4000");
      variables.putAll(workerEnvironment);
      return variables;
    }

    private Map<String, String> shared(Servers servers) {
      Map<String, String> variables = new HashMap<>();
      variables.put("DATABASE_URL", servers.postgres().jdbcUrl());
      variables.put("DATABASE_USER", servers.postgres().user());
      variables.put("DATABASE_PASSWORD", servers.postgres().password());
      variables.put("REDIS_URL", servers.redis().url());
      variables.put("QUEUE", QUEUE);
      variables.put("S3_ENDPOINT", servers.s3().endpoint());
      variables.put("S3_REGION", servers.s3().region());
      variables.put("S3_ACCESS_KEY", servers.s3().accessKey());
      variables.put("S3_SECRET_KEY", servers.s3().secretKey());
      ofServers.forEach((name, value) -> variables.put(name, value.apply(servers)));
      return variables;
    }

    /** Set by the property {@code <name>.jar}, else where the build of this repository puts it. */
    private static Path jar(String name) {
      @Nullable String set = System.getProperty(name + ".jar");
      if (set != null) {
        return Path.of(set);
      }
      String built = "smoke-tests/" + name + "/target/" + name + ".jar";
      for (@Nullable Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
        if (Files.isRegularFile(up.resolve(built))) {
          return up.resolve(built);
        }
      }
      throw new IllegalStateException(built + " is missing: package the module " + name);
    }

    private static int freePort() {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
