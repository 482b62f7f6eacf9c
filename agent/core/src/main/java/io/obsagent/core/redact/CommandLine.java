/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

import java.util.ArrayList;
import java.util.List;

/** Masks secrets in command lines, environments and settings before they are logged or recorded. */
public final class CommandLine {
  private CommandLine() {}

  /**
   * The arguments with each secret masked: {@code --password x}, {@code --token=x}, {@code
   * -Dkey=x}, credentials in URLs, and whatever {@link Secrets} recognises. The list given is not
   * changed.
   */
  public static List<String> redact(List<String> arguments) {
    List<String> redacted = new ArrayList<>(arguments.size());
    boolean secretFollows = false;
    for (String argument : arguments) {
      if (secretFollows) {
        redacted.add(Secrets.REDACTED);
        secretFollows = false;
      } else {
        redacted.add(redact(argument));
        secretFollows = isOptionOfSecret(argument);
      }
    }
    return redacted;
  }

  /**
   * The value as it may be shown: masked wholly where the name tells a secret, such as {@code
   * OTEL_EXPORTER_OTLP_HEADERS} or {@code Authorization}; otherwise with the secrets in it masked.
   */
  public static String maskValue(String name, String value) {
    if (value.isEmpty()) {
      return value;
    }
    return SensitiveNames.isSensitive(name) ? Secrets.REDACTED : Secrets.mask(value);
  }

  private static String redact(String argument) {
    int equals = argument.indexOf('=');
    if (equals > 0 && isName(argument, equals)) {
      String name = argument.substring(0, equals);
      return name + '=' + maskValue(name, argument.substring(equals + 1));
    }
    return Secrets.mask(argument);
  }

  private static boolean isName(String text, int end) {
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (!SecretShapes.isAlphanumeric(c) && "-_.".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether the argument is an option whose value, the next argument, is a secret. */
  private static boolean isOptionOfSecret(String argument) {
    if (!argument.startsWith("-") || argument.startsWith("-D") || argument.indexOf('=') >= 0) {
      return false;
    }
    return argument.equals("-u")
        || argument.equals("--user")
        || SensitiveNames.isSensitive(argument);
  }
}
