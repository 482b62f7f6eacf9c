/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command;

import io.obsagent.core.redact.Urls;
import io.obsagent.core.settings.Surroundings;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where spans, metrics and logs are sent, and whether somebody is there. */
final class Exporters {
  /** The exporter of one signal. Immutable. */
  static final class Exporter {
    final String signal;
    final String name;

    /** Where it sends; null when it does not send by OTLP. */
    final @Nullable String endpoint;

    /** Why nothing arrives there; null when all is well. */
    final @Nullable String problem;

    Exporter(String signal, String name, @Nullable String endpoint, @Nullable String problem) {
      this.signal = signal;
      this.name = name;
      this.endpoint = endpoint;
      this.problem = problem;
    }
  }

  private final Surroundings surroundings;

  private Exporters(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** All three, each tried. */
  static List<Exporter> of(Surroundings surroundings) {
    Exporters exporters = new Exporters(surroundings);
    List<Exporter> all = new ArrayList<>();
    all.add(exporters.exporter("traces", "otlp"));
    all.add(exporters.exporter("metrics", "otlp"));
    all.add(exporters.exporter("logs", "none"));
    return all;
  }

  private Exporter exporter(String signal, String otherwise) {
    String name = find("otel." + signal + ".exporter", otherwise);
    if (Boolean.parseBoolean(find("otel.sdk.disabled", "false"))) {
      name = "none";
    }
    if (!("," + name.replace(" ", "") + ",").contains(",otlp,")) {
      return new Exporter(signal, name, null, null);
    }
    String endpoint = endpoint(signal);
    return new Exporter(signal, name, Urls.redact(endpoint), problem(signal, endpoint));
  }

  private String endpoint(String signal) {
    String prefix = "otel.exporter.otlp.";
    String protocol =
        find(prefix + signal + ".protocol", find(prefix + "protocol", "http/protobuf"));
    String otherwise = "http://localhost:" + (protocol.equals("grpc") ? 4317 : 4318);
    return find(prefix + signal + ".endpoint", find(prefix + "endpoint", otherwise));
  }

  private static @Nullable String problem(String signal, String endpoint) {
    String mend =
        "; start a collector there, set otel.exporter.otlp.endpoint or switch it off with otel."
            + signal
            + ".exporter=none";
    try {
      URL url = new URL(endpoint);
      Http.connect(url.getHost(), url.getPort() < 0 ? url.getDefaultPort() : url.getPort());
      return null;
    } catch (MalformedURLException e) {
      return "'" + endpoint + "' is not a URL with http:// or https://" + mend;
    } catch (IOException | IllegalArgumentException e) {
      return "nobody answers at " + Urls.redact(endpoint) + ": " + e.getMessage() + mend;
    }
  }

  private String find(String name, String otherwise) {
    Surroundings.Found found = surroundings.find(name);
    return found == null || found.value().trim().isEmpty() ? otherwise : found.value().trim();
  }
}
