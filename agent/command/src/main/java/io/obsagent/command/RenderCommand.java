/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Renders files from the catalogues and settings. */
@Command(name = "render", synopsisSubcommandLabel = "WHAT", description = "Renders docs.")
final class RenderCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "say what to render: docs");
    }
  }

  /** Renders the documentation of metrics and settings. */
  @Command(
      name = "docs",
      description = "Writes metrics.md, every metric of every catalogue, and settings.md.")
  static final class Docs implements Callable<Integer> {
    private final Output output;

    @Option(
        names = "--to",
        paramLabel = "DIR",
        defaultValue = "docs",
        description = "The folder to write to, made if need be. Default: ${DEFAULT-VALUE}")
    private File folder = new File("docs");

    Docs(Output output) {
      this.output = output;
    }

    @Override
    public Integer call() {
      for (Map.Entry<String, String> page : Documentation.pages().entrySet()) {
        File file = new File(folder, page.getKey());
        try {
          Files.createDirectories(folder.toPath());
          Files.write(file.toPath(), page.getValue().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
          throw new CommandFailure("cannot write " + file + ": " + e + "; name another with --to");
        }
        output.say("wrote " + file);
      }
      return Commands.WELL;
    }
  }
}
