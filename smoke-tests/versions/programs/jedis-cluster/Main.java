/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.util.concurrent.CompletableFuture;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisCluster;

final class Main {
  @SuppressWarnings("deprecation") // What is there in all versions.
  static void main(String[] args) throws Exception {
    String number = ":" + System.getProperty("program.number");
    JedisCluster cluster =
        new JedisCluster(
            new HostAndPort(System.getProperty("redis.host"), Integer.getInteger("redis.port")));
    String queue = "queue:mails" + number;
    for (String key :
        new String[] {"user:a" + number, "user:b" + number, "user:c" + number, queue}) {
      cluster.del(key);
    }
    Web.request(
        "/values",
        () -> {
          cluster.set("user:a" + number, "Ann");
          cluster.set("user:b" + number, "Bob");
          return cluster.get("user:a" + number)
              + cluster.get("user:b" + number)
              + cluster.get("user:c" + number);
        });
    Web.request("/error", () -> cluster.lpop("user:a" + number));
    Web.request(
        "/asynchronous",
        () -> CompletableFuture.supplyAsync(() -> cluster.get("user:a" + number)).get());
    Web.request("/enqueue", () -> cluster.rpush(queue, "hello"));
    String mail = cluster.brpop(1, queue).get(1);
    System.out.println("got " + mail + ", " + cluster.append("user:b" + number, mail));
    System.out.println("then " + cluster.lpop(queue));
  }
}
