/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import io.reactivex.Flowable;
import io.reactivex.Single;
import io.reactivex.schedulers.Schedulers;
import java.util.concurrent.TimeUnit;

final class Main {
  static void main(String[] args) throws Exception {
    Web.request("/here", () -> Single.fromCallable(Child::query).blockingGet());
    Web.request(
        "/elsewhere",
        () ->
            Single.fromCallable(Child::query).subscribeOn(Schedulers.computation()).blockingGet());
    Web.request(
        "/hops",
        () ->
            Flowable.range(0, 2)
                .observeOn(Schedulers.single())
                .delay(5, TimeUnit.MILLISECONDS)
                .map(i -> Child.query())
                .toList()
                .blockingGet());
    Web.request(
        "/error",
        () ->
            Single.<String>error(new IllegalStateException())
                .observeOn(Schedulers.single())
                .onErrorResumeNext(e -> Single.fromCallable(Child::query))
                .blockingGet());
  }
}
