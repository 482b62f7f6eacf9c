/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files of declarative configuration, by which the packed agent exports. */
final class Declared {
  private Declared() {}

  /**
   * Options by which spans and metrics are exported soon, to an endpoint.
   *
   * @param folder where the file is put
   * @param exporter {@code otlp_http} or {@code otlp_grpc}
   * @param more fields of the exporters, such as {@code , timeout: 1500}
   */
  static List<String> options(Path folder, String exporter, String endpoint, String more)
      throws IOException {
    return options(folder, "batch", exporter, endpoint, more);
  }

  /** The same with another processor, {@code simple}. */
  static List<String> options(
      Path folder, String processor, String exporter, String endpoint, String more)
      throws IOException {
    boolean isHttp = exporter.equals("otlp_http");
    return options(
        folder,
        """
        file_format: "1.1"
        propagator: {composite: [{tracecontext: }]}
        tracer_provider:
          processors:
            - %s: {%sexporter: {%s: {endpoint: "%s"%s}}}
        meter_provider:
          readers:
            - periodic: {interval: 300, exporter: {%s: {endpoint: "%s"%s}}}
        """
            .formatted(
                processor,
                processor.equals("batch") ? "schedule_delay: 200, " : "",
                exporter,
                isHttp ? endpoint + "/v1/traces" : endpoint,
                more,
                exporter,
                isHttp ? endpoint + "/v1/metrics" : endpoint,
                more));
  }

  /** Options by which a file holds. */
  static List<String> options(Path folder, String yaml) throws IOException {
    Path file = Files.writeString(Files.createTempFile(folder, "otel", ".yaml"), yaml);
    return List.of(
        "-Dotel.config.file=" + file,
        "-Dotel.javaagent.extensions=" + Jvm.DECLARATIVE,
        "-Dobs.server.enabled=false");
  }
}
