/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.spring;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestTemplate;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPool;

/** What is served. */
@RestController
class Items {
  private static final Logger LOG = LoggerFactory.getLogger(Items.class);

  private final Store store;
  private final Mailer mailer;
  private final JedisPool redis;
  private final RestTemplate http;
  private final Environment environment;

  Items(Store store, Mailer mailer, JedisPool redis, RestTemplate http, Environment environment) {
    this.store = store;
    this.mailer = mailer;
    this.redis = redis;
    this.http = http;
    this.environment = environment;
  }

  /** The name of an item, of which a mail tells. */
  @GetMapping("/items/{id}")
  String item(@PathVariable("id") int id) {
    String name = store.name(id);
    try (Jedis jedis = redis.getResource()) {
      jedis.incr("items:asked");
    }
    LOG.info("item {}", name);
    mailer.tell(name);
    return name;
  }

  /** Gives an item another name. */
  @PutMapping("/items/{id}")
  String rename(@PathVariable("id") int id, @RequestBody String name) {
    return "renamed " + store.rename(id, name);
  }

  /** Asks this application itself for the first item. */
  @GetMapping("/call")
  String call() {
    String port = environment.getProperty("local.server.port");
    return http.getForObject("http://127.0.0.1:" + port + "/items/{id}", String.class, 1);
  }

  /** Fails in the database. */
  @GetMapping("/broken")
  String broken() {
    return store.broken();
  }
}
