/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.instrumentation.concurrent.ThreadPoolInstrumentation;
import io.obsagent.instrumentation.reactive.ReactorInstrumentation;
import io.obsagent.testing.Agent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

class WebFluxTest {
  @RegisterExtension
  static final Agent agent =
      Agent.with(
          new ReactorNettyServerInstrumentation(),
          new WebFluxInstrumentation(),
          new ReactorInstrumentation(),
          new ThreadPoolInstrumentation());

  private static AnnotationConfigApplicationContext context;
  private static DisposableServer server;
  private static DisposableServer functions;

  @Configuration
  @EnableWebFlux
  static class App {
    @Bean
    Things things() {
      return new Things();
    }

    @Bean
    WebFilter gate() {
      return (exchange, chain) -> {
        if (exchange.getRequest().getPath().value().endsWith("turned-away")) {
          exchange.getResponse().setRawStatusCode(429);
          return exchange.getResponse().setComplete();
        }
        return chain.filter(exchange);
      };
    }

    @Bean
    RouterFunction<ServerResponse> functional() {
      return router();
    }
  }

  static RouterFunction<ServerResponse> router() {
    return RouterFunctions.nest(
        RequestPredicates.path("/functional"),
        RouterFunctions.route(
                RequestPredicates.GET("/other/{name}"), request -> ServerResponse.ok().build())
            .andRoute(
                RequestPredicates.GET("/{name}/parts"),
                request -> {
                  Agent.work("work").run();
                  return ServerResponse.ok().bodyValue(request.pathVariable("name"));
                }));
  }

  /** Annotated handlers. */
  @RestController
  public static class Things {
    @GetMapping("/things/{id}")
    Mono<String> thing(@PathVariable("id") String id) {
      return Mono.just(id).doOnNext(x -> Agent.work("work").run());
    }

    @GetMapping("/plain/{id}")
    String plain(@PathVariable("id") String id) {
      Agent.work("work").run();
      return id;
    }

    @GetMapping("/elsewhere/{id}")
    Flux<String> elsewhere(@PathVariable("id") String id) {
      return Flux.just("a", "b")
          .subscribeOn(Schedulers.boundedElastic())
          .publishOn(Schedulers.parallel())
          .concatMap(text -> Mono.delay(Duration.ofMillis(2)).thenReturn(text))
          .doOnNext(text -> Agent.work("work " + text).run());
    }

    @PostMapping("/bodies")
    Mono<String> body(@RequestBody Mono<String> body) {
      return body.flatMap(text -> Mono.fromCallable(() -> work(text)));
    }

    private static String work(String text) {
      Agent.work("work").run();
      return text;
    }

    @GetMapping("/fail/{id}")
    Mono<String> fail() {
      return Mono.error(new IllegalStateException("mine"));
    }

    @GetMapping("/missing/{id}")
    Mono<String> missing() {
      return Mono.error(new Missing());
    }
  }

  @ResponseStatus(HttpStatus.NOT_FOUND)
  private static final class Missing extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @BeforeAll
  static void start() {
    context = new AnnotationConfigApplicationContext(App.class);
    server = bind(WebHttpHandlerBuilder.applicationContext(context).build());
    functions = bind(RouterFunctions.toHttpHandler(router()));
  }

  private static DisposableServer bind(HttpHandler handler) {
    return HttpServer.create()
        .host("127.0.0.1")
        .port(0)
        .handle(new ReactorHttpHandlerAdapter(handler))
        .bindNow(Duration.ofSeconds(10));
  }

  @AfterAll
  static void stop() {
    server.disposeNow(Duration.ofSeconds(10));
    functions.disposeNow(Duration.ofSeconds(10));
    context.close();
  }

  private static Wire.Answer get(String path) throws IOException {
    return Wire.ask(server.port(), "GET", path);
  }

  private static Long status(SpanData span) {
    return span.getAttributes().get(AttributeKey.longKey("http.response.status_code"));
  }

  private static String error(SpanData span) {
    return span.getAttributes().get(AttributeKey.stringKey("error.type"));
  }

  @Test
  void thePatternOfTheHandlerIsTheRoute() throws IOException {
    assertThat(get("/things/7")).isEqualTo(new Wire.Answer(200, "7"));
    assertThat(agent.trace(2)).isEqualTo("SERVER GET /things/{id}\n  INTERNAL work");
  }

  @Test
  void aHandlerThatReturnsAValueIsServedAlike() throws IOException {
    assertThat(get("/plain/7")).isEqualTo(new Wire.Answer(200, "7"));
    assertThat(agent.trace(2)).isEqualTo("SERVER GET /plain/{id}\n  INTERNAL work");
  }

  @Test
  void whatAHandlerDoesOnOtherThreadsIsItsChild() throws IOException {
    assertThat(get("/elsewhere/7").body()).isEqualTo("ab");
    assertThat(agent.trace(3))
        .isEqualTo("SERVER GET /elsewhere/{id}\n  INTERNAL work a\n  INTERNAL work b");
  }

  @Test
  void whatFollowsTheBodyOfARequestIsItsChild() throws IOException {
    try (Wire wire = new Wire(server.port())) {
      wire.send(
          "POST /bodies HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
              + "Content-Length: 10\r\n\r\n");
      wire.send("01234");
      wire.send("56789");
      assertThat(wire.answer("POST").body()).isEqualTo("0123456789");
    }
    assertThat(agent.trace(2)).isEqualTo("SERVER POST /bodies\n  INTERNAL work");
  }

  @Test
  void theWholePatternOfAFunctionIsTheRoute() throws IOException {
    assertThat(get("/functional/x/parts").body()).isEqualTo("x");
    assertThat(agent.trace(2)).isEqualTo("SERVER GET /functional/{name}/parts\n  INTERNAL work");
  }

  @Test
  void soItIsWithoutADispatcher() throws IOException {
    assertThat(Wire.ask(functions.port(), "GET", "/functional/x/parts").body()).isEqualTo("x");
    assertThat(agent.trace(2)).isEqualTo("SERVER GET /functional/{name}/parts\n  INTERNAL work");
  }

  @Test
  void whatMatchesNothingHasNoRoute() throws IOException {
    assertThat(get("/nowhere/4711").status()).isEqualTo(404);
    assertThat(status(agent.span("GET"))).isEqualTo(404);
  }

  @Test
  void aFilterThatAnswersItselfIsServedWithoutARoute() throws IOException {
    assertThat(get("/things/turned-away").status()).isEqualTo(429);
    assertThat(status(agent.span("GET"))).isEqualTo(429);
  }

  @Test
  void anErrorOfAHandlerFailsTheOperation() throws IOException {
    assertThat(get("/fail/7").status()).isEqualTo(500);
    SpanData span = agent.span("GET /fail/{id}");
    assertThat(status(span)).isEqualTo(500);
    assertThat(error(span)).isEqualTo("java.lang.IllegalStateException");
  }

  @Test
  void anErrorThatIsAnAnswerOf404DoesNot() throws IOException {
    assertThat(get("/missing/7").status()).isEqualTo(404);
    SpanData span = agent.span("GET /missing/{id}");
    assertThat(span.getStatus()).isEqualTo(StatusData.unset());
    assertThat(error(span)).isNull();
  }
}
