/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.settings;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands behind the equals sign of {@code -javaagent:obs-agent.jar=…}. */
final class AgentArgument {
  private AgentArgument() {}

  static Map<String, String> parse(@Nullable String argument, List<String> faults) {
    Map<String, String> values = new HashMap<>();
    if (argument == null) {
      return values;
    }
    int begin = 0;
    while (begin < argument.length()) {
      int end = argument.indexOf(';', begin);
      end = end < 0 ? argument.length() : end;
      String pair = argument.substring(begin, end).trim();
      int equals = pair.indexOf('=');
      if (equals > 0) {
        values.put(pair.substring(0, equals).trim(), pair.substring(equals + 1).trim());
      } else if (!pair.isEmpty()) {
        faults.add("agent argument '" + pair + "' is not of the form name=value");
      }
      begin = end + 1;
    }
    return values;
  }
}
