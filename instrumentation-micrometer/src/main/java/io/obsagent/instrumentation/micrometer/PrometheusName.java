/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.micrometer;

/** A name as Prometheus can read it. */
final class PrometheusName {
  private PrometheusName() {}

  static String of(String name) {
    StringBuilder text = new StringBuilder(name.length() + 2);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (i == 0 && !letter) {
        text.append("m_");
      }
      text.append(letter || (c >= '0' && c <= '9') ? c : '_');
    }
    return text.toString();
  }
}
