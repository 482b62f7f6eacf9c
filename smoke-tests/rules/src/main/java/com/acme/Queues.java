/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package com.acme;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.RedisClient;

/** Work for later, in Redis: mails, which a thread of this process sends, and reports. */
final class Queues {
  private static final Logger log = LoggerFactory.getLogger(Queues.class);

  private final RedisClient redis;

  Queues(RedisClient redis) {
    this.redis = redis;
    Thread worker = new Thread(this::work, "mails");
    worker.setDaemon(true);
    worker.start();
  }

  /** Puts what was sent into the queue that is named. */
  String add(HttpServletRequest request, String body) {
    return Long.toString(redis.rpush("jobs:" + request.getParameter("queue"), body));
  }

  private void work() {
    while (true) {
      List<String> mail = redis.blpop(1, "jobs:mail");
      if (mail != null) {
        log.info("mail sent to {}", mail.get(1));
      }
    }
  }
}
