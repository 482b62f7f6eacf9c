/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.realstaging.api;

import org.springframework.boot.context.properties.ConfigurationProperties;

/** What the environment decides. */
@ConfigurationProperties("realstaging")
public record Settings(
    String jwtSecret,
    String redisUrl,
    String queue,
    String s3Endpoint,
    String s3Region,
    String s3AccessKey,
    String s3SecretKey,
    String bucket,
    String model,
    String stripeSecret) {}
