/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TasksTest {
  private static final ContextKey<String> KEY = ContextKey.named("test");

  private final Object task = new Object();

  @AfterEach
  void nothingIsLeft() {
    assertThat(Tasks.isNeeded()).isFalse();
  }

  private static void with(String name, Runnable code) {
    try (Scope scope = Context.root().with(KEY, name).makeCurrent()) {
      code.run();
    }
  }

  private static String current() {
    return Context.current().get(KEY);
  }

  private String run() {
    Context before = Tasks.begin(task);
    String seen = current();
    if (before != null) {
      Tasks.end(before);
    }
    return seen;
  }

  @Test
  void aTaskThatRunsOnceKeepsTheFirstHandOverForOneRun() {
    with("a", () -> Tasks.handOver(task));
    with("b", () -> Tasks.handOver(task));
    assertThat(run()).isEqualTo("a");
    assertThat(run()).isNull();
  }

  @Test
  void aTaskThatRunsOftenHasEachHandOverForOneRun() {
    with("a", () -> Tasks.handOverOften(task));
    with("b", () -> Tasks.handOverOften(task));
    assertThat(run()).isEqualTo("a");
    assertThat(run()).isEqualTo("b");
    assertThat(run()).isNull();
  }

  @Test
  void aRejectedHandOverIsTheLastAndADroppedOneTheFirst() {
    for (String name : new String[] {"a", "b", "c"}) {
      with(name, () -> Tasks.handOverOften(task));
    }
    Tasks.takeBack(task);
    Tasks.drop(task);
    assertThat(run()).isEqualTo("b");
    assertThat(run()).isNull();
  }

  @Test
  void whatWasCurrentBeforeATaskIsSoAfterIt() {
    with("a", () -> Tasks.handOver(task));
    with(
        "b",
        () -> {
          assertThat(run()).isEqualTo("a");
          assertThat(current()).isEqualTo("b");
        });
  }

  @Test
  void whatATaskLeavesBehindIsTakenAway() {
    with("a", () -> Tasks.handOver(task));
    Context before = Tasks.begin(task);
    Context.root().with(KEY, "left").makeCurrent();
    Tasks.end(before);
    assertThat(current()).isNull();
    Context.root().with(KEY, "left").makeCurrent();
    Tasks.idle();
    assertThat(current()).isNull();
  }

  @Test
  void aTaskOfNobodyChangesNothing() {
    Tasks.handOver(task);
    Tasks.handOverOften(task);
    with("a", () -> assertThat(Tasks.begin(task)).isNull());
  }

  @Test
  void aForgottenTaskHasNothing() {
    with("a", () -> Tasks.handOver(task));
    Tasks.forget(task);
    assertThat(run()).isNull();
  }

  @Test
  void aWorkerTakesOverWhatItsTaskHad() {
    Object worker = new Object();
    with("a", () -> Tasks.handOverOften(task));
    Tasks.pass(task, worker);
    assertThat(run()).isNull();
    Context before = Tasks.begin(worker);
    assertThat(current()).isEqualTo("a");
    Tasks.end(before);
  }

  @Test
  void handOversThatAQueueLostDoNotPileUp() {
    with(
        "lost",
        () -> {
          for (int i = 0; i < 1 << 16; i++) {
            Tasks.handOverOften(task);
          }
        });
    with("a", () -> Tasks.handOverOften(task));
    assertThat(run()).isEqualTo("a");
    assertThat(run()).isNull();
  }
}
