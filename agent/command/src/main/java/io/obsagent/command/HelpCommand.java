/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what a command takes. */
@Command(name = "help", description = "Shows what a command takes.")
final class HelpCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "The command to show.")
  private @Nullable String command;

  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("not a command");
    }
    CommandLine all = spec.parent().commandLine();
    CommandLine shown = command == null ? all : all.getSubcommands().get(command);
    if (shown == null) {
      throw new ParameterException(
          all, Misuse.unknown(String.valueOf(command), all.getSubcommands().keySet()));
    }
    shown.usage(all.getOut());
    return Commands.WELL;
  }
}
