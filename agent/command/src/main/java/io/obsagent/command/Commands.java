/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command;

import io.obsagent.core.settings.Settings;
import java.io.File;
import java.io.PrintStream;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/**
 * All commands. Exit status: 0 when all is well, 1 when something is wrong with what was looked at,
 * 2 when the command line is.
 */
@Command(
    name = Commands.NAME,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Traces, metrics and log correlation for applications without observability code.",
      "As an agent: java -javaagent:obs-agent.jar -jar app.jar. The commands help with it:",
      ""
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:All is well.", "1:Something is wrong.", "2:The command line is wrong."})
public final class Commands implements Runnable {
  static final String NAME = "java -jar obs-agent.jar";

  static final int WELL = 0;
  static final int WRONG = 1;
  private static final int MISUSED = 2;
  private static final int WIDTH = 100;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Shows this.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Shows the version.")
  private boolean version;

  private @Nullable CommandLine line;

  private Commands() {}

  /**
   * Runs a command; never throws.
   *
   * @param jar the agent's jar
   * @return the exit status
   */
  public static int run(File jar, String... arguments) {
    return run(jar, System.out, System.err, arguments);
  }

  static int run(File jar, PrintStream out, PrintStream err, String... arguments) {
    Output output = new Output(writer(out), writer(err));
    for (String fault : Settings.load(null, jar)) {
      output.warn(fault);
    }
    int status = commands(jar, output).execute(arguments);
    output.flush();
    return status;
  }

  private static CommandLine commands(File jar, Output output) {
    Commands commands = new Commands();
    CommandLine line = new CommandLine(commands);
    commands.line = line;
    line.getCommandSpec().version("obs-agent " + AgentJar.version(jar));
    line.addSubcommand(new MetricsCommand(output));
    line.addSubcommand(new CheckCommand(output));
    line.addSubcommand(new DoctorCommand(output, jar));
    line.addSubcommand(new ExplainCommand(output, jar));
    line.addSubcommand(new AttachCommand(output, jar));
    line.addSubcommand(render(output));
    line.addSubcommand(new HelpCommand());
    line.setOut(output.out());
    line.setErr(output.err());
    line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    line.setUsageHelpWidth(WIDTH);
    line.setParameterExceptionHandler(Commands::misused);
    line.setExecutionExceptionHandler(Commands::failed);
    return line;
  }

  private static CommandLine render(Output output) {
    CommandLine render = new CommandLine(new RenderCommand());
    render.addSubcommand(new RenderCommand.Docs(output));
    render.addSubcommand(new RenderCommand.Dashboards(output));
    render.addSubcommand(new RenderCommand.Alerts(output));
    return render;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, false);
  }

  /** Without a command. */
  @Override
  public void run() {
    if (line != null) {
      throw new ParameterException(line, "there is no command");
    }
  }

  private static int misused(ParameterException misuse, String[] arguments) {
    CommandLine command = misuse.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("error: " + Misuse.message(misuse));
    err.println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
    return MISUSED;
  }

  private static int failed(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    command.getErr().println("error: " + message(failure));
    return WRONG;
  }

  private static String message(Exception failure) {
    String message = failure.getMessage();
    return failure instanceof CommandFailure && message != null ? message : failure.toString();
  }
}
