/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolsTest {
  private static final String CLASS_PATH = "java.class.path";
  private static final String COMMAND = "sun.java.command";

  private final String classPath = System.getProperty(CLASS_PATH);
  private final String command = System.getProperty(COMMAND);
  private final File jar = new File("/opt/agent/obs-agent.jar");

  @AfterEach
  void restore() {
    set(CLASS_PATH, classPath);
    set(COMMAND, command);
  }

  private static void set(String property, String value) {
    if (value == null) {
      System.clearProperty(property);
    } else {
      System.setProperty(property, value);
    }
  }

  private static void running(String command, String... classPath) {
    set(COMMAND, command);
    set(CLASS_PATH, classPath.length == 0 ? null : String.join(File.pathSeparator, classPath));
  }

  @Test
  void theAgentsJarThatIsRunIsACommand() {
    running("/opt/agent/obs-agent.jar metrics --json", "/opt/agent/obs-agent.jar");
    assertThat(Tools.isCommand(jar)).isTrue();
    running("agent/obs-agent.jar", "agent/obs-agent.jar");
    assertThat(Tools.isCommand(jar)).isTrue();
    running("/my own/obs-agent.jar check rules.yaml", "/my own/obs-agent.jar");
    assertThat(Tools.isCommand(jar)).isTrue();
  }

  /** Java 8 adds agents to the class path: a command then has its jar there twice. */
  @Test
  void anAgentBesideACommandMakesNoDifference() {
    running("obs-agent.jar doctor", "obs-agent.jar", "/opt/agent/obs-agent.jar");
    assertThat(Tools.isCommand(jar)).isTrue();
  }

  @Test
  void anApplicationWithTheAgentIsNone() {
    running("app.jar --port 80", "app.jar", "/opt/agent/obs-agent.jar");
    assertThat(Tools.isCommand(jar)).isFalse();
    running("acme.Main", "classes", "/opt/agent/obs-agent.jar");
    assertThat(Tools.isCommand(jar)).isFalse();
    running("acme.Main /opt/agent/obs-agent.jar", "", "/opt/agent/obs-agent.jar");
    assertThat(Tools.isCommand(jar)).isFalse();
  }

  @Test
  void anApplicationWithTheAgentFirstOnItsClassPathIsNone() {
    running("acme.Main", "/opt/agent/obs-agent.jar", "app.jar");
    assertThat(Tools.isCommand(jar)).isFalse();
    running("/opt/agent/app.jar", "/opt/agent/app.jar");
    assertThat(Tools.isCommand(jar)).isFalse();
  }

  @Test
  void aJvmThatTellsNothingRunsNone() {
    running(null);
    assertThat(Tools.isCommand(jar)).isFalse();
    running("obs-agent.jar");
    assertThat(Tools.isCommand(jar)).isFalse();
    running(null, "obs-agent.jar");
    assertThat(Tools.isCommand(jar)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.sun.tools.javac.Main A.java",
        "jdk.jcmd/sun.tools.jcmd.JCmd 1",
        "sun.tools.jps.Jps"
      })
  void aToolOfTheJdkIsOne(String command) {
    running(command, "classes");
    assertThat(Tools.isRunning()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "acme.Main",
        "jdk.compiler/com.sun.tools.javac.launcher.Main Application.java",
        "acme/acme.Main"
      })
  void anApplicationIsNone(String command) {
    running(command, "classes");
    assertThat(Tools.isRunning()).isFalse();
  }
}
