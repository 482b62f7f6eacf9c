/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

final class Main {
  static void main(String[] args) throws Exception {
    Web.request("/here", () -> Mono.fromCallable(Child::query).block());
    Web.request(
        "/elsewhere",
        () -> Mono.fromCallable(Child::query).subscribeOn(Schedulers.parallel()).block());
    Web.request(
        "/hops",
        () ->
            Flux.range(0, 2)
                .publishOn(Schedulers.single())
                .delayElements(Duration.ofMillis(5))
                .map(i -> Child.query())
                .collectList()
                .block());
    Web.request(
        "/error",
        () ->
            Mono.<String>error(new IllegalStateException())
                .publishOn(Schedulers.single())
                .onErrorResume(e -> Mono.fromCallable(Child::query))
                .block());
  }
}
