/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.servers.host;

import io.obsagent.smoke.servers.ReplicateServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Main of the hosting process. Arguments: {@code postgres}, {@code mariadb}, {@code redis}, {@code
 * redis-cluster}, {@code redis-sentinel}, {@code s3}, {@code replicate}, {@code bucket:NAME}.
 * Prints {@code @key=value} for each address and {@code @ready}, then lives until its input ends,
 * and kills the processes whose ids came in on it.
 */
public final class Host {
  private static final String EMBEDDED = "embedded";

  private final Deque<AutoCloseable> started = new ArrayDeque<>();

  private Host() {}

  /** Starts what {@code args} name. */
  public static void main(String[] args) throws Exception {
    Host host = new Host();
    Runtime.getRuntime().addShutdownHook(new Thread(host::stop, "smoke-servers-stop"));
    try {
      host.start(List.of(args));
      System.out.println("@ready");
      host.awaitEndOfInput();
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
    System.exit(0);
  }

  private void start(List<String> args) throws Exception {
    boolean docker = !EMBEDDED.equals(System.getenv("SMOKE_SERVERS")) && Docker.answers();
    ExecutorService executor = Executors.newCachedThreadPool();
    List<Future<?>> starts = new ArrayList<>();
    for (String arg : args) {
      switch (arg) {
        case "postgres" -> starts.add(executor.submit(() -> postgres(docker)));
        case "mariadb" -> starts.add(executor.submit(() -> mariaDb(docker)));
        case "redis" -> starts.add(executor.submit(() -> redis(docker)));
        case "redis-cluster" -> starts.add(executor.submit(this::redisCluster));
        case "redis-sentinel" -> starts.add(executor.submit(this::redisSentinel));
        case "s3" -> starts.add(executor.submit(() -> s3(docker, buckets(args))));
        case "replicate" -> starts.add(executor.submit(this::replicate));
        default -> {
          if (!arg.startsWith("bucket:")) {
            throw new IllegalArgumentException("unknown server: " + arg);
          }
        }
      }
    }
    for (Future<?> start : starts) {
      start.get();
    }
    executor.shutdown();
  }

  private @Nullable Void postgres(boolean docker) throws Exception {
    Address address =
        docker ? Docker.start(Docker.POSTGRES, EmbeddedPostgres::start) : EmbeddedPostgres.start();
    keep(address);
    tell("postgres.host", address.host());
    tell("postgres.port", Integer.toString(address.port()));
    return null;
  }

  /** Tells nothing when it is neither in a container nor installed. */
  private @Nullable Void mariaDb(boolean docker) throws Exception {
    Address address;
    try {
      address =
          docker ? Docker.start(Docker.MARIADB, InstalledMariaDb::start) : InstalledMariaDb.start();
    } catch (NoSuchFileException missing) {
      return null;
    }
    keep(address);
    tell("mariadb.host", address.host());
    tell("mariadb.port", Integer.toString(address.port()));
    return null;
  }

  private @Nullable Void redis(boolean docker) throws Exception {
    Address address =
        docker ? Docker.start(Docker.REDIS, EmbeddedRedis::start) : EmbeddedRedis.start();
    keep(address);
    tell("redis.host", address.host());
    tell("redis.port", Integer.toString(address.port()));
    return null;
  }

  private @Nullable Void redisCluster() throws Exception {
    List<Address> nodes = EmbeddedRedis.startCluster();
    for (Address node : nodes) {
      keep(node);
    }
    tell("redis.host", nodes.get(0).host());
    tell("redis.port", Integer.toString(nodes.get(0).port()));
    return null;
  }

  private @Nullable Void redisSentinel() throws Exception {
    Address master = EmbeddedRedis.start();
    keep(master);
    Address sentinel = EmbeddedRedis.startSentinel(master.port());
    keep(sentinel);
    tell("redis.host", sentinel.host());
    tell("redis.port", Integer.toString(sentinel.port()));
    return null;
  }

  private @Nullable Void s3(boolean docker, List<String> buckets) throws Exception {
    Address address = docker ? Docker.start(Docker.S3, EmbeddedS3::start) : EmbeddedS3.start();
    keep(address);
    String endpoint = "http://" + address.host() + ":" + address.port();
    EmbeddedS3.createBuckets(endpoint, buckets);
    tell("s3.endpoint", endpoint);
    return null;
  }

  private @Nullable Void replicate() {
    ReplicateServer server = ReplicateServer.start();
    keep(server);
    tell("replicate.url", server.url());
    return null;
  }

  private static List<String> buckets(List<String> args) {
    List<String> buckets = new ArrayList<>();
    for (String arg : args) {
      if (arg.startsWith("bucket:")) {
        buckets.add(arg.substring("bucket:".length()));
      }
    }
    return buckets;
  }

  private static synchronized void tell(String key, String value) {
    System.out.println("@" + key + "=" + value);
  }

  private void keep(AutoCloseable server) {
    synchronized (started) {
      started.push(server);
    }
  }

  private void stop() {
    synchronized (started) {
      while (!started.isEmpty()) {
        try {
          started.pop().close();
        } catch (Exception e) {
          e.printStackTrace();
        }
      }
    }
  }

  /** Each line of the input is the id of a process to kill at the end. */
  private void awaitEndOfInput() throws IOException {
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (@Nullable String line = input.readLine(); line != null; line = input.readLine()) {
      ProcessHandle.of(Long.parseLong(line)).ifPresent(process -> keep(process::destroyForcibly));
    }
  }
}
