/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.realstaging.api;

import java.net.URI;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import redis.clients.jedis.RedisClient;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The image API. */
@SpringBootApplication
@EnableConfigurationProperties(Settings.class)
public class ApiApplication {

  /** Starts it. */
  public static void main(String[] args) {
    SpringApplication.run(ApiApplication.class, args);
  }

  @Bean
  RedisClient redis(Settings settings) {
    return RedisClient.create(URI.create(settings.redisUrl()));
  }

  @Bean
  S3Presigner presigner(Settings settings) {
    return S3Presigner.builder()
        .endpointOverride(URI.create(settings.s3Endpoint()))
        .region(Region.of(settings.s3Region()))
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(settings.s3AccessKey(), settings.s3SecretKey())))
        .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
        .build();
  }

  @Bean
  FilterRegistrationBean<TokenFilter> tokenFilter(Settings settings) {
    FilterRegistrationBean<TokenFilter> registration =
        new FilterRegistrationBean<>(new TokenFilter(settings.jwtSecret()));
    registration.addUrlPatterns("/api/*");
    return registration;
  }
}
