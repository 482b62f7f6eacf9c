/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.realstaging.worker;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** What the environment decides. */
record Settings(
    String databaseUrl,
    String databaseUser,
    String databasePassword,
    String redisUrl,
    String queue,
    URI s3Endpoint,
    String s3Region,
    String s3AccessKey,
    String s3SecretKey,
    Duration uploadWait,
    URI replicateUrl,
    String replicateToken,
    Duration pollInterval,
    Duration jobTimeout,
    int threads) {

  static Settings from(Map<String, String> env) {
    return new Settings(
        env.getOrDefault("DATABASE_URL", "jdbc:postgresql://127.0.0.1:5432/realstaging"),
        env.getOrDefault("DATABASE_USER", "postgres"),
        env.getOrDefault("DATABASE_PASSWORD", "postgres"),
        env.getOrDefault("REDIS_URL", "redis://127.0.0.1:6379"),
        env.getOrDefault("QUEUE", "realstaging:queue:images"),
        URI.create(env.getOrDefault("S3_ENDPOINT", "http://127.0.0.1:9000")),
        env.getOrDefault("S3_REGION", "us-east-1"),
        required(env, "S3_ACCESS_KEY"),
        required(env, "S3_SECRET_KEY"),
        millis(env, "UPLOAD_WAIT_MS", "10000"),
        URI.create(env.getOrDefault("REPLICATE_URL", "https://api.replicate.com")),
        required(env, "REPLICATE_TOKEN"),
        millis(env, "POLL_INTERVAL_MS", "500"),
        millis(env, "JOB_TIMEOUT_MS", "300000"),
        Integer.parseInt(env.getOrDefault("WORKER_THREADS", "1")));
  }

  private static Duration millis(Map<String, String> env, String name, String otherwise) {
    return Duration.ofMillis(Long.parseLong(env.getOrDefault(name, otherwise)));
  }

  private static String required(Map<String, String> env, String name) {
    String value = env.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is not set");
    }
    return value;
  }
}
