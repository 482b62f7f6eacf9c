/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.scheduling;

import io.obsagent.core.vocabulary.Observations;
import io.obsagent.core.vocabulary.Observed;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** What tests ask about runs and schedulers. */
final class RunFacts {
  private RunFacts() {}

  static String attribute(SpanData span, String name) {
    return span.getAttributes().get(AttributeKey.stringKey(name));
  }

  /** How many jobs the schedulers of a kind have. */
  static long scheduled(String scheduler) {
    long sum = 0;
    for (Observed thing : Observations.SCHEDULER.things()) {
      Object count = thing.read("scheduled");
      if (scheduler.equals(thing.read("scheduler")) && count != null) {
        sum += (Long) count;
      }
    }
    return sum;
  }

  /** Whether the libraries on the class path have a type. */
  static boolean isThere(String type) {
    try {
      Class.forName(type, false, RunFacts.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within ten seconds");
      }
      Thread.sleep(5);
    }
  }
}
