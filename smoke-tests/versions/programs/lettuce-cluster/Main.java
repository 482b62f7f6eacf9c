/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.lettuce.core.cluster.api.sync.RedisAdvancedClusterCommands;
import java.util.concurrent.CompletionStage;

final class Main {
  static void main(String[] args) throws Exception {
    String number = ":" + System.getProperty("program.number");
    RedisClusterClient client =
        RedisClusterClient.create(
            RedisURI.create(System.getProperty("redis.host"), Integer.getInteger("redis.port")));
    StatefulRedisClusterConnection<String, String> connection = client.connect();
    RedisAdvancedClusterCommands<String, String> commands = connection.sync();
    RedisAdvancedClusterAsyncCommands<String, String> later = connection.async();
    String queue = "queue:mails" + number;
    for (String key :
        new String[] {"user:a" + number, "user:b" + number, "user:c" + number, queue}) {
      commands.del(key);
    }
    Web.request(
        "/values",
        () -> {
          commands.set("user:a" + number, "Ann");
          commands.set("user:b" + number, "Bob");
          return commands.get("user:a" + number)
              + commands.get("user:b" + number)
              + commands.get("user:c" + number);
        });
    Web.request("/error", () -> commands.lpop("user:a" + number));
    Web.request("/asynchronous", () -> later.get("user:a" + number).get());
    Web.request("/reactive", () -> connection.reactive().get("user:b" + number).block());
    Web.request("/enqueue", () -> commands.rpush(queue, "hello"));
    String mail = later.brpop(1, queue).get().getValue();
    System.out.println("got " + mail + ", " + commands.append("user:b" + number, mail));
    System.out.println("then " + later.lpop(queue).get());
    CompletionStage<String> last =
        later
            .brpop(20, queue)
            .thenApply(KeyValue::getValue)
            .thenCompose(next -> later.getrange("user:b" + number, 0, 1));
    client.connect().sync().rpush(queue, "again");
    System.out.println("applied " + last.toCompletableFuture().get());
  }
}
