/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@EnableAutoConfiguration
@RestController
public class Main {
  public static void main(String[] args) throws Exception {
    ConfigurableApplicationContext context =
        SpringApplication.run(
            Main.class,
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--spring.main.banner-mode=off",
            "--logging.level.root=OFF");
    int port = Integer.parseInt(context.getEnvironment().getProperty("local.server.port"));
    Web.get(port, "/items/1");
    Web.get(
        port, "/items/1", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    Web.get(port, "/later/1");
    Web.get(port, "/gone");
    System.out.println("broken: " + Web.ask(port, "/broken").substring(0, 3));
    System.out.println("nothing: " + Web.ask(port, "/nothing").substring(0, 3));
  }

  @GetMapping("/items/{id}")
  public Mono<String> item(@PathVariable("id") String id) {
    return Mono.fromCallable(Main::query);
  }

  @GetMapping("/later/{id}")
  public Mono<String> later(@PathVariable("id") String id) {
    return Mono.fromCallable(Main::query).subscribeOn(Schedulers.parallel());
  }

  @GetMapping("/gone")
  public Mono<ResponseEntity<Void>> gone() {
    return Mono.just(new ResponseEntity<Void>(HttpStatus.GONE));
  }

  @GetMapping("/broken")
  public Mono<String> broken() {
    return Mono.error(new IllegalStateException("broken"));
  }

  private static String query() throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:shop");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT 42")) {
      rows.next();
      return rows.getString(1);
    }
  }
}
