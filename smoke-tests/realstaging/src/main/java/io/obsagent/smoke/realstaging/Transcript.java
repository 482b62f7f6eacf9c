/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.realstaging;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What clients saw in one scenario, a line for each observation, with all that differs from run to
 * run replaced by names: two runs that behave the same give the same text. Not thread-safe.
 */
public final class Transcript {
  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:?\\d\\d)");
  private static final Pattern SIGNED = Pattern.compile("\\?X-Amz-[^\"\\s]*");
  private static final Pattern HOST = Pattern.compile("(127\\.0\\.0\\.1|localhost):\\d+");
  private static final Pattern S3_REQUEST = Pattern.compile("Request ID: [^,)]*");
  private static final Pattern S3_EXTENDED = Pattern.compile(", Extended Request ID: [^,)]*");
  private static final Pattern S3_ATTEMPTS = Pattern.compile("Attempt Count: \\d+");

  private final List<String> lines = new ArrayList<>();
  private final List<String> ids = new ArrayList<>();

  void add(String line) {
    String named = SIGNED.matcher(line).replaceAll("?<signature>");
    named = TIME.matcher(named).replaceAll("<time>");
    named = HOST.matcher(named).replaceAll("<host>");
    named = S3_EXTENDED.matcher(named).replaceAll("");
    named = S3_REQUEST.matcher(named).replaceAll("Request ID: <request>");
    named = S3_ATTEMPTS.matcher(named).replaceAll("Attempt Count: <n>");
    lines.add(withNamedIds(named));
  }

  private String withNamedIds(String line) {
    Matcher matcher = ID.matcher(line);
    StringBuilder named = new StringBuilder();
    while (matcher.find()) {
      String id = matcher.group();
      if (!ids.contains(id)) {
        ids.add(id);
      }
      matcher.appendReplacement(named, "<id-" + (ids.indexOf(id) + 1) + ">");
    }
    return matcher.appendTail(named).toString();
  }

  /** The observations, in order. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
