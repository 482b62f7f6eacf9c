/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.spring;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.embedded.jetty.JettyServletWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.web.client.RestTemplate;
import redis.clients.jedis.JedisPool;

/**
 * Items in a database, asked for and renamed over HTTP. Takes {@code --redis.url}, and {@code
 * --jetty=true} to run in Jetty instead of Tomcat; prints {@code ready PORT} when it serves.
 */
@SpringBootApplication
@EnableAsync
@EnableScheduling
public class SpringApp {
  /** Starts it. */
  public static void main(String[] arguments) {
    ConfigurableApplicationContext context = SpringApplication.run(SpringApp.class, arguments);
    System.out.println("ready " + context.getEnvironment().getProperty("local.server.port"));
  }

  @Bean
  JedisPool redis(@Value("${redis.url}") String url) {
    return new JedisPool(url);
  }

  @Bean
  RestTemplate http() {
    return new RestTemplate();
  }

  @Bean
  @ConditionalOnProperty("jetty")
  JettyServletWebServerFactory jetty() {
    return new JettyServletWebServerFactory();
  }
}
