/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.concurrent;

import static io.obsagent.instrumentation.concurrent.Carried.seen;
import static io.obsagent.instrumentation.concurrent.Carried.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Structured scopes of Java 25, a preview that is called by name here. */
@EnabledForJreRange(minVersion = 25)
@InProcessOnly
class StructuredScopeTest {
  @RegisterExtension static final Agent agent = Agent.with(new ThreadPerTaskInstrumentation());

  private static final String SCOPE = "java.util.concurrent.StructuredTaskScope";

  private static Object call(String type, String method, Object on, Object... arguments)
      throws Exception {
    for (Method each : Class.forName(type).getMethods()) {
      if (each.getName().equals(method)
          && each.getParameterCount() == arguments.length
          && (arguments.length == 0 || each.getParameterTypes()[0].isInstance(arguments[0]))) {
        return each.invoke(on, arguments);
      }
    }
    throw new NoSuchMethodException(method);
  }

  /** What tasks see that are forked one after another by a thread with something current. */
  private static List<Object> forked(
      Object current, Callable<Object> first, Callable<Object> second) throws Exception {
    try (AutoCloseable scope = (AutoCloseable) call(SCOPE, "open", null)) {
      Object one = with(current, () -> call(SCOPE, "fork", scope, first));
      Object two = call(SCOPE, "fork", scope, second);
      call(SCOPE, "join", scope);
      return java.util.Arrays.asList(
          call(SCOPE + "$Subtask", "get", one), call(SCOPE + "$Subtask", "get", two));
    }
  }

  @Test
  void aSubtaskHasWhatWasCurrentWhereItWasForked() throws Exception {
    assertThat(forked("a", Carried::seen, Carried::seen)).containsExactly("a", null);
  }

  @Test
  void subtasksOfASubtaskHaveItToo() throws Exception {
    Callable<Object> outer = () -> forked(seen(), Carried::seen, Carried::seen).get(1);
    assertThat(forked("a", outer, Carried::seen)).containsExactly("a", null);
  }

  @Test
  void itStaysCurrentWhileTheThreadIsParked() throws Exception {
    Callable<Object> patient =
        () -> {
          Thread.sleep(5);
          return seen();
        };
    assertThat(forked("a", patient, patient)).containsExactly("a", null);
  }
}
