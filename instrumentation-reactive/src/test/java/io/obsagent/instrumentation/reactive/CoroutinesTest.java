/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.reactive;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.operation.Operation;
import io.obsagent.testing.Agent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;
import kotlin.coroutines.intrinsics.IntrinsicsKt;
import kotlin.coroutines.jvm.internal.SuspendLambda;
import kotlin.jvm.functions.Function2;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.DelayKt;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.GlobalScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Coroutines as the Kotlin compiler makes them, written in Java. */
class CoroutinesTest {
  @RegisterExtension static final Agent agent = Agent.with(new CoroutinesInstrumentation());

  /** {@code work(first); delay(5); work(second)}. */
  private static final class Steps extends SuspendLambda
      implements Function2<CoroutineScope, Continuation<? super Unit>, Object> {
    private final String first;
    private final String second;
    private final List<Thread> threads;
    private int label;

    Steps(String first, String second, List<Thread> threads, Continuation<Object> completion) {
      super(2, completion);
      this.first = first;
      this.second = second;
      this.threads = threads;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Continuation<Unit> create(Object value, Continuation<?> completion) {
      return (Continuation<Unit>)
          (Continuation<?>) new Steps(first, second, threads, (Continuation<Object>) completion);
    }

    @Override
    public Object invoke(CoroutineScope scope, Continuation<? super Unit> completion) {
      return ((Steps) (Continuation<?>) create(scope, completion)).invokeSuspend(Unit.INSTANCE);
    }

    @Override
    protected Object invokeSuspend(Object result) {
      if (label == 0) {
        Agent.work(first).run();
        label = 1;
        if (DelayKt.delay(5, asUnit(this)) == IntrinsicsKt.getCOROUTINE_SUSPENDED()) {
          return IntrinsicsKt.getCOROUTINE_SUSPENDED();
        }
      }
      Agent.work(second).run();
      threads.add(Thread.currentThread());
      return Unit.INSTANCE;
    }

    @SuppressWarnings("unchecked")
    private static Continuation<Unit> asUnit(Continuation<?> continuation) {
      return (Continuation<Unit>) continuation;
    }
  }

  private final List<Thread> threads = new CopyOnWriteArrayList<>();

  private void launch(CoroutineContext dispatcher, String first, String second) {
    BuildersKt.launch(
        GlobalScope.INSTANCE,
        dispatcher,
        CoroutineStart.DEFAULT,
        new Steps(first, second, threads, null));
  }

  private static CoroutineContext pool() {
    return (CoroutineContext) Dispatchers.getDefault();
  }

  @Test
  void aCoroutineSeesItsParentBeforeAndAfterItSuspends() throws Exception {
    agent.root("request", () -> launch(pool(), "before", "after"));
    assertThat(agent.trace(3)).isEqualTo("INTERNAL request\n  INTERNAL before\n  INTERNAL after");
  }

  @Test
  void soDoesOneThatIsNotDispatched() throws Exception {
    agent.root(
        "request", () -> launch((CoroutineContext) Dispatchers.getUnconfined(), "before", "after"));
    assertThat(agent.trace(3)).isEqualTo("INTERNAL request\n  INTERNAL before\n  INTERNAL after");
  }

  @Test
  void soDoesOneThatItsCallerWaitsFor() throws Exception {
    agent.root(
        "request",
        () ->
            BuildersKt.runBlocking(
                pool(),
                (Function2<CoroutineScope, Continuation<? super Unit>, Object>)
                    (Object) new Steps("before", "after", threads, null)));
    assertThat(agent.trace(3)).isEqualTo("INTERNAL request\n  INTERNAL before\n  INTERNAL after");
  }

  @Test
  void coroutinesThatShareThreadsDoNotShareParents() throws Exception {
    String[] expected = new String[20];
    for (int i = 0; i < expected.length; i++) {
      String name = "r" + i;
      agent.root(name, () -> launch(pool(), name + "a", name + "b"));
      expected[i] = "INTERNAL " + name + "\n  INTERNAL " + name + "a\n  INTERNAL " + name + "b";
    }
    agent.spans(60);
    assertThat(agent.traces()).containsExactlyInAnyOrder(expected);
  }

  @Test
  void aCoroutineMadeWhereNothingIsCurrentSeesNothing() throws Exception {
    agent.root("request", () -> launch(pool(), "a", "b"));
    agent.spans(3);
    launch(pool(), "c", "d");
    agent.spans(5);
    assertThat(agent.traces()).contains("INTERNAL c", "INTERNAL d");
    assertThat(Operation.current()).isNull();
  }
}
