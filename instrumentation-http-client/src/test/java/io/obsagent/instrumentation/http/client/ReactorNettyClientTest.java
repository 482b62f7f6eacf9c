/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.obsagent.core.operation.Operation;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.api.trace.StatusCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
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
      io.netty.handler.ssl.SslContext trusting =
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
