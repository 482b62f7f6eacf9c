/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

public final class Main {
  static final BlockingQueue<String> DONE = new LinkedBlockingQueue<>();

  private Main() {}

  public static void main(String[] args) throws Exception {
    Stock.serve();
    AnnotationConfigApplicationContext context =
        new AnnotationConfigApplicationContext(Application.class);
    System.out.println(DONE.take());
    Shop shop = context.getBean(Shop.class);
    Web.request(
        "/send",
        () -> {
          shop.send();
          return DONE.take();
        });
    Web.request("/tell", () -> shop.tell().get());
    Web.request("/miss", () -> shop.price("a"));
    Web.request("/hit", () -> shop.price("a"));
  }

  /** What there is. */
  @Configuration
  @EnableAsync
  @EnableCaching
  @EnableScheduling
  public static class Application {
    @Bean
    public Shop shop() {
      return new Shop();
    }

    @Bean
    public Nightly nightly() {
      return new Nightly();
    }

    @Bean
    public CacheManager caches() {
      return new ConcurrentMapCacheManager();
    }
  }

  /** A task of its own. */
  public static class Nightly {
    @Scheduled(fixedDelay = 3_600_000)
    public void count() {
      DONE.add("counted " + Stock.ask());
    }
  }

  /** What is called. */
  public static class Shop {
    @Async
    public void send() {
      DONE.add("sent " + Stock.ask());
    }

    @Async
    public Future<String> tell() {
      return CompletableFuture.completedFuture("told " + Stock.ask());
    }

    @Cacheable("prices")
    public String price(String item) {
      return item + " " + Stock.ask();
    }
  }
}
