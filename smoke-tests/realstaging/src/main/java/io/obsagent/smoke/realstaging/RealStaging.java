/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.realstaging;

import io.obsagent.smoke.harness.ChildJvm;
import io.obsagent.smoke.harness.Client;
import io.obsagent.smoke.harness.Jars;
import io.obsagent.smoke.harness.Launch;
import io.obsagent.smoke.harness.Redis;
import io.obsagent.smoke.harness.Reply;
import io.obsagent.smoke.harness.SampleSystem;
import io.obsagent.smoke.harness.Stripe;
import io.obsagent.smoke.harness.Waiting;
import io.obsagent.smoke.servers.Ports;
import io.obsagent.smoke.servers.Servers;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
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
public final class RealStaging extends SampleSystem {
  /** The list that jobs wait in. */
  public static final String QUEUE = "realstaging:queue:images";

  /** The bucket of originals and results. */
  public static final String BUCKET = "realstaging";

  /** What clients upload. */
  public static final byte[] ORIGINAL = {(byte) 0x89, 'P', 'N', 'G', ' ', 'o', 'r', 'i', 'g'};

  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration JOB = Duration.ofSeconds(60);
  private static final Set<String> ENDED = Set.of("ready", "failed", "timeout");

  private static final int GOOD_PER_OTHER = 2;

  private static final String STRIPE_SECRET = "whsec_of_the_sample";

  private final Client client;
  private final Stripe stripe;
  private final S3Client s3;

  private RealStaging(Servers servers, int port) {
    super(servers);
    this.client = new Client("http://127.0.0.1:" + port);
    this.stripe = new Stripe(client, "/stripe", STRIPE_SECRET);
    this.s3 = s3(servers);
  }

  /** How to start it; see {@link Builder}. */
  public static Builder builder() {
    return new Builder();
  }

  /** The JVM of the API. */
  public ChildJvm api() {
    return jvm("api");
  }

  /** The JVM of the worker. */
  public ChildJvm worker() {
    return jvm("worker");
  }

  /** The base URL of the API, as {@code http://host:port}. */
  public String apiUrl() {
    return client.url();
  }

  /** Stripe, which tells the API of payments. */
  public Stripe stripe() {
    return stripe;
  }

  /** Sends a request without a token. */
  public Reply get(String path) {
    return client.get(path);
  }

  /** Sends a request with this token. */
  public Reply get(String path, String token) {
    return client.get(path, "Authorization", "Bearer " + token);
  }

  /** Asks for an image to be staged; a null token sends none. */
  public Reply post(String json, @Nullable String token) {
    return token == null
        ? client.post("/api/v1/images", json)
        : client.post("/api/v1/images", json, "Authorization", "Bearer " + token);
  }

  /** Makes somebody a user, who came from a source such as {@code web}. */
  public Reply signUp(String email, String source) {
    return client.post("/signup", "{\"email\":\"" + email + "\",\"source\":\"" + source + "\"}");
  }

  /** Puts bytes where a presigned URL says. */
  public Reply upload(String url, byte[] bytes) {
    return client.send(
        HttpRequest.newBuilder(URI.create(url)).PUT(BodyPublishers.ofByteArray(bytes)));
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
                servers().postgres().jdbcUrl(),
                servers().postgres().user(),
                servers().postgres().password());
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
        Thread.sleep(20);
      }
      throw new IllegalStateException(
          "image is still " + status + ":\n" + String.join("\n", worker().lines()));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Adds an element to the queue, past the API. */
  public void enqueue(String element) {
    Redis.command(servers().redis(), "LPUSH", QUEUE, element);
  }

  /** Waits until no element is in the queue (the last may still be worked on). */
  public void awaitEmptyQueue() {
    Waiting.until(
        "the queue is empty",
        JOB,
        () -> Redis.command(servers().redis(), "LLEN", QUEUE).equals(":0"));
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

  @Override
  public void good() {
    submitImage(NewImage.good());
  }

  @Override
  public void round() {
    runAll();
  }

  /** Two images that are staged, then one of the other scenarios. */
  @Override
  public void step(int number) {
    Scenario[] all = Scenario.values();
    int every = GOOD_PER_OTHER + 1;
    boolean other = number % every == GOOD_PER_OTHER;
    (other ? all[1 + number / every % (all.length - 1)] : Scenario.STAGED).run(this);
  }

  @Override
  public void close() {
    s3.close();
    super.close();
  }

  private void start(Builder builder, Path apiJar, Path workerJar) {
    Launch launch = builder.launch;
    ChildJvm api = run("api", launch, apiJar, builder.apiVariables(servers(), client));
    run("worker", launch, workerJar, builder.workerVariables(servers()));
    client.awaitReady("/ping", api);
    worker().awaitLine(line -> line.contains("Worker started"), START);
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

  /** How to start Real Staging. Not thread-safe. */
  public static final class Builder {
    private Launch launch = Launch.plain();
    private final Map<String, String> apiEnvironment = new HashMap<>();
    private final Map<String, String> workerEnvironment = new HashMap<>();

    private Builder() {}

    /** How both are started; plainly unless set. */
    public Builder launch(Launch how) {
      launch = how;
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
      Path apiJar = Jars.application("realstaging-api");
      Path workerJar = Jars.application("realstaging-worker");
      RealStaging system = new RealStaging(Servers.start(BUCKET), Ports.free());
      try {
        system.start(this, apiJar, workerJar);
      } catch (RuntimeException e) {
        system.close();
        throw e;
      }
      return system;
    }

    private Map<String, String> apiVariables(Servers servers, Client client) {
      Map<String, String> variables = shared(servers);
      variables.put("PORT", Integer.toString(URI.create(client.url()).getPort()));
      variables.put("JWT_SECRET", Tokens.SECRET);
      variables.put("STRIPE_SECRET", STRIPE_SECRET);
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
      variables.put("OBS_REPLICATE_URL", servers.replicate().url());
      return variables;
    }
  }
}
