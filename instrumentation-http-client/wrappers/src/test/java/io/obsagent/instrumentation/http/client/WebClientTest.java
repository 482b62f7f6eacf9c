/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.HttpComponentsClientHttpConnector;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.http.client.reactive.JettyClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;

class WebClientTest extends WrapperContract {
  /** A WebClient on one of the clients that it can stand on. */
  record Web(String name, WebClient client) {
    Web(String name, ClientHttpConnector connector) {
      this(name, WebClient.builder().clientConnector(connector).build());
    }

    Mono<String> get(String url) {
      return client.get().uri(url).retrieve().bodyToMono(String.class);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private final List<Web> webs =
      List.of(
          new Web("Reactor Netty", new ReactorClientHttpConnector()),
          new Web("Apache HttpClient", new HttpComponentsClientHttpConnector()),
          new Web("JDK", new JdkClientHttpConnector()),
          new Web("Jetty", new JettyClientHttpConnector()));

  List<Web> webs() {
    return webs;
  }

  /** Those whose request ends when nobody waits for it any more: Apache's goes on. */
  List<Web> givingUp() {
    return List.of(webs.get(0), webs.get(2), webs.get(3));
  }

  @Override
  List<Client> clients() {
    List<Client> clients = new ArrayList<>();
    for (Web web : webs) {
      clients.add(new Client(web.name, url -> web.get(url).block(Duration.ofSeconds(10))));
    }
    return clients;
  }

  @ParameterizedTest
  @MethodSource("webs")
  void callsAtOnceHaveParentsOfTheirOwn(Web web) throws Exception {
    List<CompletableFuture<String>> answers = new ArrayList<>();
    List<String> traces = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String work = "work " + i;
      agent.root(work, () -> answers.add(web.get(server.url("/hello")).toFuture()));
      traces.add("INTERNAL " + work + "\n  CLIENT GET");
    }
    for (CompletableFuture<String> answer : answers) {
      assertThat(answer.get()).isEqualTo("hello");
    }

    agent.spans(16);
    assertThat(agent.traces()).containsExactlyInAnyOrderElementsOf(traces);
  }

  @ParameterizedTest
  @MethodSource("webs")
  void eachTryIsAnOperation(Web web) throws Exception {
    agent.root(
        "work",
        () ->
            assertThat(
                    catchThrowable(
                        () ->
                            web.get(server.url("/broken")).retry(1).block(Duration.ofSeconds(10))))
                .isNotNull());

    assertThat(agent.trace(3)).isEqualTo("INTERNAL work\n  CLIENT GET\n  CLIENT GET");
    for (SpanData span : agent.spans(3)) {
      if (span.getName().equals("GET")) {
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("givingUp")
  void aCallThatIsCancelledEnds(Web web) {
    Disposable call = web.get(server.url("/never?")).subscribe();
    while (server.received().isEmpty()) {
      Thread.onSpinWait();
    }
    call.dispose();

    assertThat(agent.trace()).isEqualTo("CLIENT GET");
    assertThat(agent.span("GET").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @ParameterizedTest
  @MethodSource("givingUp")
  void aCallThatIsNotWaitedForAnyLongerEnds(Web web) {
    Throwable thrown =
        catchThrowable(() -> web.get(server.url("/never")).timeout(Duration.ofMillis(300)).block());

    assertThat(Exceptions.unwrap(thrown)).isInstanceOf(TimeoutException.class);
    assertThat(agent.trace()).isEqualTo("CLIENT GET");
  }
}
