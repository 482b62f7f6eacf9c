/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.apex;

import java.util.Map;

/** Where everything is, from the environment. */
record Settings(
    String role,
    int port,
    String databaseUrl,
    String databaseUser,
    String databasePassword,
    String redisUrl) {
  static Settings from(Map<String, String> variables) {
    return new Settings(
        variables.getOrDefault("ROLE", "api"),
        Integer.parseInt(variables.getOrDefault("PORT", "8000")),
        variables.get("DATABASE_URL"),
        variables.get("DATABASE_USER"),
        variables.get("DATABASE_PASSWORD"),
        variables.get("REDIS_URL"));
  }
}
