/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.reactive.RedisReactiveCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

final class Main {
  /** Channels are those of all databases. */
  private static final String CHANNEL = "jobs:" + System.getProperty("program.number");

  static void main(String[] args) throws Exception {
    RedisClient client =
        RedisClient.create(
            "redis://"
                + System.getProperty("redis.host")
                + ":"
                + System.getProperty("redis.port")
                + "/"
                + System.getProperty("program.number"));
    StatefulRedisConnection<String, String> connection = client.connect();
    RedisCommands<String, String> commands = connection.sync();
    commands.flushdb();
    Web.request(
        "/values",
        () -> {
          commands.set("user:1", "Ann");
          return commands.get("user:1") + commands.get("user:2");
        });
    Web.request("/error", () -> commands.lpop("user:1"));
    Web.request(
        "/many",
        () -> {
          commands.multi();
          commands.incr("count");
          commands.incr("count");
          return commands.exec().size();
        });
    RedisAsyncCommands<String, String> later = connection.async();
    Web.request(
        "/asynchronous",
        () -> {
          RedisFuture<String> name = later.get("user:1");
          return later.append("user:1", name.get()).get();
        });
    Web.request(
        "/callback",
        () ->
            later
                .get("user:1")
                .thenCompose(name -> later.strlen("user:1"))
                .toCompletableFuture()
                .get());
    RedisReactiveCommands<String, String> reactive = connection.reactive();
    Web.request(
        "/reactive",
        () -> reactive.get("user:1").flatMap(name -> reactive.strlen("user:1")).block());
    Web.request("/enqueue", () -> commands.rpush("queue:mails", "hello"));
    String mail = later.brpop(1, "queue:mails").get().getValue();
    System.out.println("got " + mail + ", " + commands.append("read", mail));
    System.out.println("then " + later.lpop("queue:mails").get());
    commands.rpush("queue:mails", "again");
    String read =
        later
            .lpop("queue:mails")
            .thenCompose(next -> later.getset("read", next))
            .toCompletableFuture()
            .get();
    System.out.println("told after " + read);
    StatefulRedisConnection<String, String> adding = client.connect();
    CompletionStage<String> last =
        mails(later).thenApply(KeyValue::getValue).thenCompose(next -> start(later));
    adding.sync().rpush("queue:mails", "one");
    System.out.println("applied " + last.toCompletableFuture().get());
    last = mails(later).handle((next, error) -> next.getValue()).thenCompose(next -> start(later));
    adding.sync().rpush("queue:mails", "two");
    System.out.println("handled " + last.toCompletableFuture().get());
    last = mails(later).thenRun(() -> {}).thenCompose(none -> start(later));
    adding.sync().rpush("queue:mails", "three");
    System.out.println("run " + last.toCompletableFuture().get());
    StatefulRedisPubSubConnection<String, String> listening = client.connectPubSub();
    CompletableFuture<String> message = new CompletableFuture<>();
    listening.addListener(
        new RedisPubSubAdapter<String, String>() {
          @Override
          public void message(String channel, String text) {
            later.strlen("read").thenAccept(length -> message.complete(text + " " + length));
          }
        });
    listening.sync().subscribe(CHANNEL);
    commands.publish(CHANNEL, "news");
    System.out.println("heard " + message.get());
  }

  private static RedisFuture<KeyValue<String, String>> mails(
      RedisAsyncCommands<String, String> commands) {
    return commands.brpop(20, "queue:mails");
  }

  private static RedisFuture<String> start(RedisAsyncCommands<String, String> commands) {
    return commands.getrange("read", 0, 1);
  }
}
