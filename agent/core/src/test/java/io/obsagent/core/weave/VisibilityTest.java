/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.log.AgentLog;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VisibilityTest {
  private final Visibility visibility = new Visibility();

  /** Finds its parent's classes but for the agent's. */
  private static final class Blind extends ClassLoader {
    int asked;

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("io.obsagent.")) {
        asked++;
        throw new ClassNotFoundException(name);
      }
      return super.loadClass(name, resolve);
    }
  }

  @AfterEach
  void stop() {
    AgentLog.to(null);
  }

  @Test
  void loadersThatDelegateFindTheBootstrapClasses() {
    assertThat(visibility.isGivenTo(null)).isTrue();
    assertThat(visibility.isGivenTo(VisibilityTest.class.getClassLoader())).isTrue();
    assertThat(visibility.isGivenTo(new ClassLoader() {})).isTrue();
  }

  @Test
  void aLoaderThatHidesThemIsAskedOnceAndToldOfOnce() {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    AgentLog.to(new PrintStream(said, true));
    Blind blind = new Blind();
    assertThat(visibility.isGivenTo(blind)).isFalse();
    assertThat(visibility.isGivenTo(blind)).isFalse();
    assertThat(visibility.isGivenTo(new Blind())).isFalse();
    assertThat(blind.asked).isEqualTo(1);
    assertThat(said.toString())
        .hasLineCount(1)
        .contains(Blind.class.getName() + " are left as they are");
  }
}
