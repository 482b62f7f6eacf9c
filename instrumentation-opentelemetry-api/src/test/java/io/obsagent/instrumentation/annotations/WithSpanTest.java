/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import acme.Kitchen;
import com.google.common.util.concurrent.SettableFuture;
import io.obsagent.testing.Agent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class WithSpanTest {
  @RegisterExtension static final Agent agent = Agent.with(new WithSpanInstrumentation());

  @Test
  void aCallIsASpanAroundWhatItDoes() throws Exception {
    agent.root("request", () -> assertThat(new Kitchen().cook("soup", 1, (short) 2)).contains("2"));

    assertThat(agent.trace())
        .isEqualTo(
            """
            INTERNAL request
              INTERNAL Kitchen.cook
                INTERNAL stir
                CLIENT taste it\
            """);
    SpanData cook = agent.span("Kitchen.cook");
    assertThat(cook.getAttributes().get(AttributeKey.stringKey("dish"))).isEqualTo("soup");
    assertThat(cook.getAttributes().get(AttributeKey.longKey("count"))).isEqualTo(2);
    assertThat(cook.getAttributes().get(AttributeKey.stringKey("code.function.name")))
        .isEqualTo(Kitchen.class.getName() + ".cook");
  }

  @Test
  void aCallMayBeginATrace() throws Exception {
    agent.root("request", () -> assertThat(new Kitchen().alone(7, 0.5)).isEqualTo(7));

    assertThat(agent.traces())
        .containsExactlyInAnyOrder("INTERNAL request", "INTERNAL Kitchen.alone");
    assertThat(agent.span("Kitchen.alone").getAttributes().get(AttributeKey.longKey("long")))
        .isEqualTo(7);
  }

  @Test
  void whatIsThrownIsOnTheSpan() {
    assertThatThrownBy(() -> new Kitchen().burn()).isInstanceOf(IllegalArgumentException.class);

    SpanData burn = agent.span("Kitchen.burn");
    assertThat(burn.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(burn.getEvents()).extracting("name").containsExactly("exception");
  }

  @Test
  void aCallEndsWithTheStageThatItReturns() throws Exception {
    CompletableFuture<String> result = new CompletableFuture<>();

    agent.root("request", () -> assertThat(new Kitchen().later(result)).isSameAs(result));
    assertThat(agent.spans()).extracting("name").containsExactly("order", "request");
    result.completeExceptionally(new IllegalStateException("late"));

    assertThat(agent.span("Kitchen.later").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(agent.trace())
        .isEqualTo("INTERNAL request\n  INTERNAL Kitchen.later\n    INTERNAL order");
  }

  @Test
  void aCallEndsWithAFutureThatTakesListeners() throws Exception {
    SettableFuture<String> result = SettableFuture.create();

    assertThat(new Kitchen().listenable(result)).isSameAs(result);
    assertThat(agent.spans()).isEmpty();
    result.set("done");

    assertThat(agent.span("Kitchen.listenable").getStatus().getStatusCode())
        .isEqualTo(StatusCode.UNSET);
  }

  @Test
  void aStageThatFailsTellsWhatTheApplicationThrew() {
    CompletableFuture<String> result =
        CompletableFuture.supplyAsync(
            () -> {
              throw new IllegalArgumentException("smoke");
            });

    new Kitchen().later(result);

    SpanData later = agent.span("Kitchen.later");
    assertThat(later.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(exception(later)).isEqualTo("java.lang.IllegalArgumentException");
  }

  @Test
  void aStageThatIsCancelledIsNoError() {
    CompletableFuture<String> result = new CompletableFuture<>();
    new Kitchen().later(result);
    assertThat(agent.spans()).extracting("name").containsExactly("order");

    result.cancel(true);

    assertIsNoError("Kitchen.later");
  }

  @Test
  void aCallEndsWithTheMonoThatItReturns() {
    Sinks.One<String> result = Sinks.one();
    List<String> got = new ArrayList<>();
    new Kitchen().one(result.asMono()).subscribe(got::add);
    assertThat(agent.spans()).isEmpty();

    result.tryEmitValue("soup");

    assertThat(got).containsExactly("soup");
    assertIsNoError("Kitchen.one");
  }

  @Test
  void aCallEndsWithTheFluxThatItReturns() {
    Sinks.Many<String> results = Sinks.many().unicast().onBackpressureBuffer();
    List<String> got = new ArrayList<>();
    new Kitchen().many(results.asFlux()).subscribe(got::add);
    results.tryEmitNext("soup");
    results.tryEmitNext("fish");
    assertThat(agent.spans()).isEmpty();

    results.tryEmitComplete();

    assertThat(got).containsExactly("soup", "fish");
    assertIsNoError("Kitchen.many");
  }

  @Test
  void theErrorOfAMonoIsOnTheSpan() {
    Mono<String> result = new Kitchen().one(Mono.error(new IllegalArgumentException("smoke")));

    assertThatThrownBy(result::block).isInstanceOf(IllegalArgumentException.class);

    SpanData one = agent.span("Kitchen.one");
    assertThat(one.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(exception(one)).isEqualTo("java.lang.IllegalArgumentException");
  }

  @Test
  void aFluxThatIsCancelledIsNoError() {
    assertThat(new Kitchen().many(Flux.just("soup", "fish")).blockFirst()).isEqualTo("soup");

    assertIsNoError("Kitchen.many");
  }

  private static void assertIsNoError(String name) {
    SpanData span = agent.span(name);
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(span.getEvents()).isEmpty();
  }

  private static String exception(SpanData span) {
    return span.getEvents().get(0).getAttributes().get(AttributeKey.stringKey("exception.type"));
  }

  @Test
  void argumentsGoToTheSpanThatIsThere() throws Exception {
    agent.root("request", () -> new Kitchen().note(4));

    assertThat(agent.trace()).isEqualTo("INTERNAL request");
    assertThat(agent.span("request").getAttributes().get(AttributeKey.longKey("table")))
        .isEqualTo(4);
  }

  @Test
  void aNestedClassNamesItsSpansByItself() {
    Kitchen.Cellar.open();

    assertThat(agent.trace()).isEqualTo("INTERNAL Cellar.open");
  }
}
