/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.shop;

import java.util.List;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** Takes orders from the queue until it is told to end. */
final class Shipping extends Thread {
  private final Jedis jedis;
  private volatile boolean ending;

  Shipping(int redis) {
    super("shipping");
    jedis = new Jedis("127.0.0.1", redis, 10_000);
  }

  @Override
  public void run() {
    while (!ending) {
      try {
        List<String> order = jedis.brpop(5, "orders:queue");
        if (order != null) {
          jedis.incr("shipped");
        }
      } catch (JedisException e) {
        return;
      }
    }
  }

  void end() throws InterruptedException {
    ending = true;
    jedis.close();
    join(5000);
  }
}
