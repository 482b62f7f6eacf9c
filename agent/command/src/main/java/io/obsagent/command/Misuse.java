/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command;

import io.obsagent.core.catalogue.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line. */
final class Misuse {
  private Misuse() {}

  /** One line, with what was meant where that can be guessed. */
  static String message(ParameterException misuse) {
    CommandLine command = misuse.getCommandLine();
    if (misuse instanceof UnmatchedArgumentException) {
      String word = ((UnmatchedArgumentException) misuse).getUnmatched().get(0);
      if (word.startsWith("-")) {
        return "there is no option '" + word + "'" + Suggestion.quoted(word, options(command));
      }
      Collection<String> commands = command.getSubcommands().keySet();
      return commands.isEmpty()
          ? "'" + word + "' is one argument too many"
          : unknown(word, commands);
    }
    String message = String.valueOf(misuse.getMessage());
    return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }

  static String unknown(String word, Collection<String> commands) {
    String suggestion = Suggestion.quoted(word, commands);
    return "there is no command '"
        + word
        + "'"
        + (suggestion.isEmpty() ? "; there are " + String.join(", ", commands) : suggestion);
  }

  private static List<String> options(CommandLine command) {
    List<String> names = new ArrayList<>();
    for (OptionSpec option : command.getCommandSpec().options()) {
      names.add(option.longestName());
    }
    return names;
  }
}
