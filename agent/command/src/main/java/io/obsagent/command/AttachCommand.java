/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Starts the agent in a running process and sees whether it works there. */
@Command(name = "attach", description = "Starts the agent in a running process.")
final class AttachCommand implements Callable<Integer> {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long PAUSE_MILLIS = 100;

  private final Output output;
  private final File jar;

  @Parameters(paramLabel = "PID", description = "The process.")
  private long pid;

  @Option(
      names = "--options",
      paramLabel = "NAME=VALUE",
      description = "Settings for the agent, such as obs.server.port=9500. May be given again.")
  private final List<String> options = new ArrayList<>();

  AttachCommand(Output output, File jar) {
    this.output = output;
    this.jar = jar;
  }

  @Override
  public Integer call() {
    AgentServer server;
    String argument = String.join(";", options);
    try (AttachApi machine = AttachApi.to(pid)) {
      server = AgentServer.of(JavaProcess.of(pid, jar, machine).surroundings(argument));
      if (Boolean.TRUE.equals(ProcFiles.hasAgentThreads(pid))) {
        throw new CommandFailure(
            "the agent runs in process " + pid + " already; restart it to change its settings");
      }
      if (server.canBeAsked() && server.health() != null) {
        throw new CommandFailure(
            "an agent answers on "
                + server.address()
                + " already; take another port: --options obs.server.port=9500");
      }
      machine.load(jar, argument);
    }
    return await(server);
  }

  private int await(AgentServer server) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < PATIENCE_NANOS) {
      if (server.canBeAsked() ? server.health() != null : isSeen()) {
        output.say("the agent runs in process " + pid);
        output.say(
            server.canBeAsked()
                ? server.url() + "/metrics"
                : "its metrics page cannot be asked: " + server.whyNot());
        return Commands.WELL;
      }
      pause();
    }
    throw new CommandFailure(
        "the agent was loaded into process "
            + pid
            + " but is not to be seen; look for lines with [obs-agent] in its error output");
  }

  /** Where threads cannot be seen, that it was loaded without an error must do. */
  private boolean isSeen() {
    return !Boolean.FALSE.equals(ProcFiles.hasAgentThreads(pid));
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted");
    }
  }
}
