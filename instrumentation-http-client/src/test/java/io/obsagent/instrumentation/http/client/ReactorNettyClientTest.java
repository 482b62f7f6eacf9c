/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.obsagent.core.operation.Operation;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

class ReactorNettyClientTest extends ClientContract {
  @RegisterExtension
  static final Agent agent = Agent.with(new ReactorNettyClientInstrumentation()).rules(RULES);

  @Override
  Agent agent() {
    return agent;
  }

  private static HttpClient client(String url) throws Exception {
    HttpClient client =
        HttpClient.create(ConnectionProvider.newConnection())
            .disableRetry(true)
            .followRedirect(true)
            .responseTimeout(Duration.ofMillis(patience(url)));
    if (url.startsWith("https")) {
      SslContext trusting =
          SslContextBuilder.forClient().trustManager(InsecureTrustManagerFactory.INSTANCE).build();
      return client.secure(spec -> spec.sslContext(trusting));
    }
    return client;
  }

  private static Mono<Answer> call(String method, String url, String body) throws Exception {
    return client(url)
        .headers(
            headers -> {
              if (body != null) {
                headers.set("Content-Type", type(body));
              }
            })
        .request(HttpMethod.valueOf(method))
        .uri(url)
        .send(
            body == null
                ? ByteBufFlux.fromString(Mono.empty())
                : ByteBufFlux.fromString(Mono.just(body)))
        .responseSingle(
            (response, content) ->
                content
                    .asString()
                    .defaultIfEmpty("")
                    .map(text -> new Answer(response.status().code(), text)));
  }

  @Override
  Answer send(String method, String url, String body) throws Exception {
    try {
      return call(method, url, body).block(Duration.ofSeconds(20));
    } catch (RuntimeException e) {
      throw (Exception) Exceptions.unwrap(e);
    }
  }

  @Test
  void redirectsAreCounted() throws Exception {
    get(server.url("/moved"));

    assertThat(agent.span("GET").getAttributes().get(RESENT)).isEqualTo(1);
  }

  @Test
  void aCallIsAsLongAsItIsWaitedFor() throws Exception {
    Mono<Answer> call = call("GET", server.url("/hello"), null);
    assertThat(agent.spans()).isEmpty();

    call.block();
    call.block();

    agent.spans(2);
    assertThat(agent.traces()).containsExactly("CLIENT GET", "CLIENT GET");
  }

  @InProcessOnly
  @Test
  void whatFollowsRunsInTheContextOfItsCaller() throws Exception {
    agent.root(
        "work",
        () -> {
          Operation caller = Operation.current();
          CompletableFuture<Operation> seen =
              client(server.url("/hello"))
                  .get()
                  .uri(server.url("/hello"))
                  .response()
                  .map(response -> Operation.current())
                  .toFuture();
          assertThat(Operation.current()).isSameAs(caller);
          assertThat(seen.join()).isSameAs(caller);
        });

    assertThat(agent.trace(2)).isEqualTo("INTERNAL work\n  CLIENT GET");
    assertThat(traceparents()).containsExactly(traceparent(agent.span("GET")));
  }

  private static SslContext http2() throws Exception {
    return SslContextBuilder.forClient()
        .trustManager(InsecureTrustManagerFactory.INSTANCE)
        .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                ApplicationProtocolNames.HTTP_2))
        .build();
  }

  private static Mono<String> hello(HttpClient client, String url) {
    return client
        .get()
        .uri(url)
        .responseSingle(
            (response, content) ->
                content.asString().map(text -> response.status().code() + " " + text));
  }

  /** Five calls at once, of which some are streams of the same connection. */
  private static void helloFiveTimes(Http2Server http2, HttpClient client, String url) {
    assertThat(hello(client, url).block(Duration.ofSeconds(10))).isEqualTo("200 hello");
    assertThat(
            Flux.range(1, 4)
                .flatMap(number -> hello(client, url))
                .collectList()
                .block(Duration.ofSeconds(10)))
        .containsOnly("200 hello");

    List<SpanData> calls = agent.spans(5);
    assertThat(agent.traces()).containsExactlyElementsOf(Collections.nCopies(5, "CLIENT GET"));
    assertThat(http2.traceparents())
        .containsExactlyInAnyOrderElementsOf(
            calls.stream().map(ClientContract::traceparent).toList());
    for (SpanData call : calls) {
      assertThat(call.getAttributes().get(STATUS)).isEqualTo(200);
    }
  }

  @Test
  void aStreamOfHttp2IsOneCall() throws Exception {
    SslContext trusting = http2();
    try (Http2Server http2 = new Http2Server(server.sslContext())) {
      helloFiveTimes(
          http2,
          HttpClient.create().protocol(HttpProtocol.H2).secure(spec -> spec.sslContext(trusting)),
          http2.url("/hello"));
    }
  }

  @Test
  void soIsOneWithoutTls() throws Exception {
    try (Http2Server http2 = new Http2Server(server.sslContext())) {
      helloFiveTimes(
          http2, HttpClient.create().protocol(HttpProtocol.H2C), http2.plainUrl("/hello"));
    }
  }

  @Test
  void soIsOneThatTheServerChangesToHttp2() throws Exception {
    try (Http2Server http2 = new Http2Server(server.sslContext())) {
      HttpClient client = HttpClient.create().protocol(HttpProtocol.HTTP11, HttpProtocol.H2C);
      assertThat(hello(client, http2.plainUrl("/hello")).block(Duration.ofSeconds(10)))
          .isEqualTo("200 hello");

      assertThat(agent.trace()).isEqualTo("CLIENT GET");
      assertThat(http2.traceparents()).containsExactly(traceparent(agent.span("GET")));
    }
  }

  @Test
  void aCallThatIsCancelledEnds() throws Exception {
    Disposable call = call("GET", server.url("/never?"), null).subscribe();
    while (server.received().isEmpty()) {
      Thread.onSpinWait();
    }
    call.dispose();

    assertThat(agent.span("GET").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }
}
