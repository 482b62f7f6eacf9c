/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import kotlin.coroutines.EmptyCoroutineContext;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.Deferred;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.GlobalScope;

final class Main {
  static void main(String[] args) throws Exception {
    Web.request(
        "/here",
        () ->
            BuildersKt.runBlocking(
                EmptyCoroutineContext.INSTANCE, (scope, continuation) -> Child.query()));
    Web.request(
        "/elsewhere",
        () ->
            BuildersKt.runBlocking(
                Dispatchers.getDefault(), (scope, continuation) -> Child.query()));
    Web.request(
        "/deferred",
        () -> {
          Deferred<String> later =
              BuildersKt.async(
                  GlobalScope.INSTANCE,
                  Dispatchers.getIO(),
                  CoroutineStart.DEFAULT,
                  (scope, continuation) -> Child.query());
          return BuildersKt.runBlocking(
              EmptyCoroutineContext.INSTANCE, (scope, continuation) -> later.await(continuation));
        });
    Web.request(
        "/error",
        () ->
            BuildersKt.runBlocking(
                Dispatchers.getDefault(),
                (scope, continuation) -> {
                  Child.query();
                  throw new IllegalStateException();
                }));
  }
}
