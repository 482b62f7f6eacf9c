/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.reactive;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.operation.Operation;
import io.obsagent.instrumentation.concurrent.ThreadPoolInstrumentation;
import io.obsagent.testing.Agent;
import io.reactivex.BackpressureStrategy;
import io.reactivex.Completable;
import io.reactivex.Flowable;
import io.reactivex.Maybe;
import io.reactivex.Observable;
import io.reactivex.Single;
import io.reactivex.observables.ConnectableObservable;
import io.reactivex.schedulers.Schedulers;
import io.reactivex.subjects.PublishSubject;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RxJava2Test {
  @RegisterExtension
  static final Agent agent =
      Agent.with(new RxJava2Instrumentation(), new ThreadPoolInstrumentation());

  private static <T> T work(T value) {
    Agent.work("work").run();
    return value;
  }

  /** Code on a thread that knows nothing of the one that starts it. */
  private static void elsewhere(Runnable code) {
    new Thread(
            () -> {
              assertThat(Operation.current()).isNull();
              code.run();
              assertThat(Operation.current()).isNull();
            })
        .start();
  }

  private static void assertIsChild(Single<?> chain) throws Exception {
    agent.root("request", () -> chain.timeout(10, TimeUnit.SECONDS).blockingGet());
    assertThat(agent.trace(2)).isEqualTo("INTERNAL request\n  INTERNAL work");
  }

  @Test
  void operatorsOfAnotherSchedulerSeeTheParent() throws Exception {
    assertIsChild(Single.just(1).observeOn(Schedulers.computation()).map(RxJava2Test::work));
  }

  @Test
  void aSourceSubscribedToElsewhereSeesTheParent() throws Exception {
    assertIsChild(Single.fromCallable(() -> work(1)).subscribeOn(Schedulers.io()));
  }

  @Test
  void whatFollowsADelaySeesTheParent() throws Exception {
    assertIsChild(
        Observable.just(1)
            .delay(5, TimeUnit.MILLISECONDS)
            .flatMapSingle(x -> Single.just(x).subscribeOn(Schedulers.newThread()))
            .map(RxJava2Test::work)
            .firstOrError());
  }

  @Test
  void aSingleThatAnyThreadCompletesIsSeenByTheParent() throws Exception {
    assertIsChild(
        Single.<Integer>create(emitter -> elsewhere(() -> emitter.onSuccess(1)))
            .map(RxJava2Test::work));
  }

  @Test
  void aMaybeThatAnyThreadCompletesIsSeenByTheParent() throws Exception {
    assertIsChild(
        Maybe.<Integer>create(emitter -> elsewhere(emitter::onComplete))
            .switchIfEmpty(Maybe.fromCallable(() -> work(1)))
            .toSingle());
  }

  @Test
  void aCompletableThatAnyThreadCompletesIsSeenByTheParent() throws Exception {
    assertIsChild(
        Completable.create(emitter -> elsewhere(emitter::onComplete)).toSingle(() -> work(1)));
  }

  @Test
  void theValuesOfAnObservableAreSeenByTheParent() throws Exception {
    assertIsChild(
        Observable.<Integer>create(emitter -> elsewhere(() -> emitter.onNext(1)))
            .observeOn(Schedulers.single())
            .map(RxJava2Test::work)
            .firstOrError());
  }

  @Test
  void theValuesOfAFlowableAreSeenByTheParent() throws Exception {
    assertIsChild(
        Flowable.<Integer>create(
                emitter -> elsewhere(() -> emitter.onNext(1)), BackpressureStrategy.BUFFER)
            .observeOn(Schedulers.single())
            .map(RxJava2Test::work)
            .firstOrError());
  }

  @Test
  void anErrorIsSeenByTheParent() throws Exception {
    assertIsChild(
        Single.<Integer>create(
                emitter -> elsewhere(() -> emitter.onError(new IllegalStateException())))
            .onErrorReturn(error -> work(1)));
  }

  @Test
  void anIntervalIsSeenByTheParent() throws Exception {
    assertIsChild(
        Flowable.interval(2, TimeUnit.MILLISECONDS).map(RxJava2Test::work).firstOrError());
  }

  @Test
  void eachObserverOfASubjectSeesItsOwnParent() throws Exception {
    PublishSubject<Integer> subject = PublishSubject.create();
    agent.root("first", () -> subject.map(RxJava2Test::work).subscribe());
    agent.root("second", () -> subject.map(RxJava2Test::work).subscribe());
    elsewhere(() -> subject.onNext(1));
    agent.spans(4);
    assertThat(agent.traces())
        .containsExactlyInAnyOrder(
            "INTERNAL first\n  INTERNAL work", "INTERNAL second\n  INTERNAL work");
  }

  @Test
  void eachObserverOfWhatIsPublishedSeesItsOwnParent() throws Exception {
    PublishSubject<Integer> subject = PublishSubject.create();
    ConnectableObservable<Integer> published = subject.publish();
    agent.root("first", () -> published.map(RxJava2Test::work).subscribe());
    agent.root("second", () -> published.map(RxJava2Test::work).subscribe());
    published.connect();
    elsewhere(() -> subject.onNext(1));
    agent.spans(4);
    assertThat(agent.traces())
        .containsExactlyInAnyOrder(
            "INTERNAL first\n  INTERNAL work", "INTERNAL second\n  INTERNAL work");
  }
}
