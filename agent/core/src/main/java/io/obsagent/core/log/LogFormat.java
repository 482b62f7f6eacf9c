/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.log;

import io.obsagent.core.settings.Settings;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Whether and how the application's own log output is rewritten. Thread-safe. */
public final class LogFormat {
  static final String DEVICE_IP = "device_ip";
  static final String IP_ADDRESS = "ip_address";
  static final String USER_AGENT = "user_agent";

  private static final List<String> SYSTEMS = Arrays.asList("apex", "imutis", "autoserve");
  private static final List<String> OF_IMUTIS = Collections.singletonList(DEVICE_IP);
  private static final List<String> OF_AUTOSERVE = Arrays.asList(IP_ADDRESS, USER_AGENT);

  private LogFormat() {}

  /** Whether console and file output is to be JSON lines. */
  public static boolean isJson() {
    return Settings.LOGS_FORMAT.get().equals("json");
  }

  /** The first catalogue in force that has fields of its own, else realstaging. */
  static String system() {
    for (String catalogue : Settings.CATALOGUE.get()) {
      if (SYSTEMS.contains(catalogue)) {
        return catalogue;
      }
    }
    return "realstaging";
  }

  /** What events show beside the usual ids, for the sake of the format. */
  static List<String> keys() {
    switch (isJson() ? system() : "") {
      case "imutis":
        return OF_IMUTIS;
      case "autoserve":
        return OF_AUTOSERVE;
      default:
        return Collections.emptyList();
    }
  }
}
