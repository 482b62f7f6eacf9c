/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.imutis;

import java.util.Map;

/** What the environment decides. */
record Settings(
    int port,
    String databaseUrl,
    String databaseUser,
    String databasePassword,
    String redisUrl,
    String jwtSecret,
    String jwtIssuer,
    int requestsPerMinute) {

  static Settings from(Map<String, String> env) {
    return new Settings(
        Integer.parseInt(env.getOrDefault("PORT", "8000")),
        env.getOrDefault("DATABASE_URL", "jdbc:postgresql://127.0.0.1:5432/imutis"),
        env.getOrDefault("DATABASE_USER", "postgres"),
        env.getOrDefault("DATABASE_PASSWORD", "postgres"),
        env.getOrDefault("REDIS_URL", "redis://127.0.0.1:6379"),
        required(env, "JWT_SECRET"),
        env.getOrDefault("JWT_ISSUER", "imutis"),
        Integer.parseInt(env.getOrDefault("REQUESTS_PER_MINUTE", "60")));
  }

  private static String required(Map<String, String> env, String name) {
    String value = env.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is not set");
    }
    return value;
  }
}
