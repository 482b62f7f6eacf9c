/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import java.util.function.BiConsumer;
import redis.clients.jedis.JedisPubSub;

/** Has messages published as soon as it listens to a channel, and listens until it got them. */
final class JedisListener extends JedisPubSub {
  private final Runnable publisher;
  private final BiConsumer<String, String> work;
  private int wanted;

  JedisListener(Runnable publisher, int wanted, BiConsumer<String, String> work) {
    this.publisher = publisher;
    this.wanted = wanted;
    this.work = work;
  }

  @Override
  public void onSubscribe(String channel, int channels) {
    publisher.run();
  }

  @Override
  public void onPSubscribe(String pattern, int channels) {
    publisher.run();
  }

  @Override
  public void onMessage(String channel, String message) {
    work.accept(channel, message);
    if (--wanted == 0) {
      unsubscribe();
    }
  }

  @Override
  public void onPMessage(String pattern, String channel, String message) {
    work.accept(channel, message);
    if (--wanted == 0) {
      punsubscribe();
    }
  }

  /** As later versions declare it, whose type is generic; and so are those below. */
  public void onSubscribe(Object channel, int channels) {
    onSubscribe((String) channel, channels);
  }

  public void onPSubscribe(Object pattern, int channels) {
    onPSubscribe((String) pattern, channels);
  }

  public void onMessage(Object channel, Object message) {
    onMessage((String) channel, (String) message);
  }

  public void onPMessage(Object pattern, Object channel, Object message) {
    onPMessage((String) pattern, (String) channel, (String) message);
  }
}
