/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.util.concurrent.CompletableFuture;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPool;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.Transaction;

final class Main {
  static void main(String[] args) throws Exception {
    String host = System.getProperty("redis.host");
    int port = Integer.getInteger("redis.port");
    int database = Integer.getInteger("program.number");
    JedisPool pool = new JedisPool(host, port);
    Web.request(
        "/values",
        () -> {
          try (Jedis jedis = pool.getResource()) {
            jedis.select(database);
            jedis.flushDB();
            jedis.set("user:1", "Ann");
            return jedis.get("user:1") + jedis.get("user:2") + jedis.exists("user:1");
          }
        });
    Web.request(
        "/error",
        () -> {
          try (Jedis jedis = pool.getResource()) {
            jedis.select(database);
            return jedis.lpop("user:1");
          }
        });
    Web.request(
        "/many",
        () -> {
          try (Jedis jedis = pool.getResource()) {
            jedis.select(database);
            Pipeline pipeline = jedis.pipelined();
            Response<Long> one = pipeline.incr("count");
            Response<Long> two = pipeline.incr("count");
            pipeline.sync();
            Transaction transaction = jedis.multi();
            Response<Long> three = transaction.incr("count");
            transaction.exec();
            return one.get() + " " + two.get() + " " + three.get();
          }
        });
    Web.request(
        "/asynchronous",
        () ->
            CompletableFuture.supplyAsync(
                    () -> {
                      try (Jedis jedis = pool.getResource()) {
                        jedis.select(database);
                        return jedis.get("user:1");
                      }
                    })
                .get());
    Web.request(
        "/enqueue",
        () -> {
          try (Jedis jedis = pool.getResource()) {
            jedis.select(database);
            return jedis.rpush("queue:mails", "hello");
          }
        });
    String channel = "jobs:" + database;
    Jedis other = new Jedis(host, port);
    try (Jedis jedis = pool.getResource()) {
      jedis.subscribe(
          new JedisPubSub() {
            @Override
            public void onSubscribe(String name, int count) {
              other.publish(channel, "news");
            }

            @Override
            public void onMessage(String name, String text) {
              System.out.println("heard " + text + " " + other.echo("once"));
              unsubscribe();
            }
          },
          channel);
      System.out.println("left with " + jedis.echo("thanks"));
    }
  }
}
