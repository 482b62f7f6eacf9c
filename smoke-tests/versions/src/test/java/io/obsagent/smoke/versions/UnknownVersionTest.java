/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.versions;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.smoke.central.Javac;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Libraries of a shape that nobody has seen yet: the application works as it does without the
 * agent, and one line says what is not watched.
 */
class UnknownVersionTest {
  private static final String MAIN =
      """
      package example;

      import redis.clients.jedis.Connection;

      final class Main {
        static void main(String[] args) {
          Connection connection = new Connection();
          for (int i = 0; i < 3; i++) {
            System.out.println(connection.ask("item " + i));
          }
        }
      }
      """;

  @TempDir Path scratch;

  private List<String> lines;
  private List<String> metrics;

  private void run(String connection) throws Exception {
    List<Path> sources = Programs.sources(Places.PROGRAMS);
    sources.add(Files.writeString(scratch.resolve("Main.java"), MAIN));
    sources.add(Files.writeString(scratch.resolve("Connection.java"), connection));
    Path classes = Files.createDirectory(scratch.resolve("classes"));
    Javac.compile(sources, List.of(), classes, List.of());
    List<Path> classPath = List.of(classes);
    try (Run plain = Run.start(Jdk.java(0), List.of(), false, "", classPath);
        Run observed = Run.start(Jdk.java(0), List.of(), true, "", classPath)) {
      plain.awaitDone();
      plain.end();
      observed.awaitDone();
      metrics =
          observed.metrics(List.of("obs_weaving_failures_total 0", "obs_advice_failures_total 0"));
      observed.end();
      lines = observed.agentLines();
      assertThat(observed.output())
          .isEqualTo(plain.output())
          .containsExactly("reply to item 0", "reply to item 1", "reply to item 2");
    }
  }

  @Test
  void aClassWithoutAnyMethodThatIsKnownIsLeftAsItIs() throws Exception {
    run(
        """
        package redis.clients.jedis;

        public class Connection {
          public String ask(String text) {
            return "reply to " + text;
          }
        }
        """);
    assertThat(lines)
        .containsExactly(
            "[obs-agent] INFO class redis.clients.jedis.Connection is left as it is: it has none"
                + " of the methods that jedis knows of it; a version that is not supported?");
    assertThat(metrics)
        .containsExactly("obs_weaving_failures_total 0", "obs_advice_failures_total 0");
  }

  @Test
  void adviceThatCannotBeLinkedDoesNothing() throws Exception {
    run(
        """
        package redis.clients.jedis;

        public class Connection {
          public String ask(String text) {
            sendCommand(new CommandArguments());
            flush();
            return readProtocolWithCheckingBroken() + " to " + text;
          }

          public void sendCommand(CommandArguments arguments) {}

          protected void flush() {}

          protected Object readProtocolWithCheckingBroken() {
            return "reply";
          }
        }

        class CommandArguments {}
        """);
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0))
        .startsWith(
            "[obs-agent] WARN io.obsagent.instrumentation.redis.JedisInstrumentation does not fit"
                + " the application's library, which works without: java.lang.");
    assertThat(metrics).contains("obs_weaving_failures_total 0");
  }
}
