/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.util.concurrent.CompletableFuture;
import org.redisson.Redisson;
import org.redisson.api.RBatch;
import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

final class Main {
  static void main(String[] args) throws Exception {
    Config config = new Config();
    config.setCodec(StringCodec.INSTANCE);
    config
        .useSingleServer()
        .setAddress(
            "redis://" + System.getProperty("redis.host") + ":" + System.getProperty("redis.port"))
        .setDatabase(Integer.getInteger("program.number"))
        .setConnectionMinimumIdleSize(1)
        .setConnectionPoolSize(2);
    RedissonClient client = Redisson.create(config);
    client.getKeys().flushdb();
    Web.request(
        "/values",
        () -> {
          client.<String>getBucket("user:1").set("Ann");
          return client.<String>getBucket("user:1").get() + client.getBucket("user:2").get();
        });
    Web.request("/error", () -> client.getList("user:1").add("x"));
    Web.request(
        "/many",
        () -> {
          RBatch batch = client.createBatch();
          batch.getAtomicLong("count").incrementAndGetAsync();
          batch.getAtomicLong("count").incrementAndGetAsync();
          return batch.execute().getResponses();
        });
    Web.request(
        "/asynchronous",
        () ->
            client
                .<String>getBucket("user:1")
                .getAsync()
                .thenCompose(name -> client.<String>getBucket("user:2").setAsync(name))
                .toCompletableFuture()
                .get());
    Web.request("/enqueue", () -> client.getQueue("queue:mails").add("hello"));
    RTopic topic = client.getTopic("jobs:" + System.getProperty("program.number"));
    CompletableFuture<String> message = new CompletableFuture<>();
    topic.addListener(
        String.class,
        (channel, text) -> {
          client.<String>getBucket("read").set(text);
          message.complete(text);
        });
    Web.request("/publish", () -> topic.publish("{\"id\":\"news\"}"));
    System.out.println("heard " + message.get().endsWith("\"id\":\"news\"}"));
  }
}
