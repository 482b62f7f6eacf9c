/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

final class Main {
  static void main(String[] args) throws Exception {
    Configuration.apply();
    Logger logger = LoggerFactory.getLogger("shop");
    logger.info("outside");
    Web.request(
        "/log",
        () -> {
          MDC.put("tenant", "t1");
          logger.info("sold {}", 7);
          MDC.clear();
          return "sold";
        });
    Web.request(
        "/error",
        () -> {
          try {
            throw new IllegalStateException("none left");
          } catch (IllegalStateException e) {
            logger.error("not sold", e);
            return "not sold";
          }
        });
    ExecutorService executor = Executors.newSingleThreadExecutor();
    Web.request(
        "/asynchronous",
        () -> {
          executor.submit(() -> logger.info("later")).get();
          return "done";
        });
  }
}
