/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.telemetry;

import io.obsagent.core.log.AgentLog;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks at OpenTelemetry's settings before the SDK does, which gives up at the first bad one: each
 * bad value is one line and its default holds.
 */
final class SdkSettings {
  private static final String[] DURATIONS = {
    "otel.bsp.schedule.delay",
    "otel.bsp.export.timeout",
    "otel.blrp.schedule.delay",
    "otel.blrp.export.timeout",
    "otel.metric.export.interval",
    "otel.metric.export.timeout",
    "otel.exporter.otlp.timeout",
    "otel.exporter.otlp.traces.timeout",
    "otel.exporter.otlp.metrics.timeout",
    "otel.exporter.otlp.logs.timeout"
  };
  private static final String[] NUMBERS = {
    "otel.bsp.max.queue.size",
    "otel.bsp.max.export.batch.size",
    "otel.blrp.max.queue.size",
    "otel.blrp.max.export.batch.size",
    "otel.span.attribute.count.limit",
    "otel.span.attribute.value.length.limit",
    "otel.span.event.count.limit",
    "otel.span.link.count.limit",
    "otel.attribute.count.limit",
    "otel.attribute.value.length.limit"
  };
  private static final Set<String> PROTOCOLS =
      new HashSet<>(Arrays.asList("grpc", "http/protobuf", "http/json"));
  private static final Set<String> SAMPLERS =
      new HashSet<>(
          Arrays.asList(
              "always_on",
              "always_off",
              "traceidratio",
              "parentbased_always_on",
              "parentbased_always_off",
              "parentbased_traceidratio"));

  private static final Set<String> EXEMPLARS =
      new TreeSet<>(Arrays.asList("trace_based", "always_on", "always_off"));

  private SdkSettings() {}

  /** The names of the settings to go without. */
  static Set<String> unusable(ConfigProperties config) {
    Set<String> names = new HashSet<>();
    for (String name : DURATIONS) {
      try {
        Duration duration = config.getDuration(name);
        if (duration != null && duration.isNegative()) {
          throw new ConfigurationException("'" + config.getString(name) + "' is less than nothing");
        }
      } catch (ConfigurationException e) {
        drop(names, name, e);
      }
    }
    for (String name : NUMBERS) {
      try {
        config.getInt(name);
      } catch (ConfigurationException e) {
        drop(names, name, e);
      }
    }
    for (String signal : new String[] {"", "traces.", "metrics.", "logs."}) {
      String prefix = "otel.exporter.otlp.".concat(signal);
      String protocol = config.getString(prefix.concat("protocol"));
      if (protocol != null && !PROTOCOLS.contains(protocol)) {
        AgentLog.warn(
            prefix
                + "protocol: '"
                + protocol
                + "' is not one of "
                + PROTOCOLS
                + "; the default holds");
        names.add(prefix.concat("protocol"));
      }
      checkEndpoint(prefix.concat("endpoint"), config.getString(prefix.concat("endpoint")), names);
    }
    checkSampler(config, names);
    checkExemplars(config);
    warnOfGrpcPort(config);
    return names;
  }

  private static void drop(Set<String> names, String name, ConfigurationException fault) {
    AgentLog.warn(name + ": " + fault.getMessage() + "; the default holds");
    names.add(name);
  }

  private static void checkEndpoint(String name, @Nullable String value, Set<String> names) {
    if (value != null
        && !value.isEmpty()
        && !value.startsWith("http://")
        && !value.startsWith("https://")) {
      AgentLog.warn(
          name + ": '" + value + "' is not a URL with http:// or https://; the default holds");
      names.add(name);
    }
  }

  private static void checkSampler(ConfigProperties config, Set<String> names) {
    String argument = config.getString("otel.traces.sampler.arg");
    String sampler = config.getString("otel.traces.sampler");
    if (sampler != null
        && SAMPLERS.contains(sampler)
        && sampler.endsWith("traceidratio")
        && argument != null) {
      double ratio = -1;
      try {
        ratio = Double.parseDouble(argument);
      } catch (NumberFormatException e) {
        // Said below.
      }
      if (!(ratio >= 0 && ratio <= 1)) {
        AgentLog.warn(
            "otel.traces.sampler.arg: '"
                + argument
                + "' is not a number from 0 to 1; the default holds");
        names.add("otel.traces.sampler.arg");
      }
    }
  }

  private static void checkExemplars(ConfigProperties config) {
    String filter = config.getString("otel.metrics.exemplar.filter");
    if (filter != null && !EXEMPLARS.contains(filter.toLowerCase(Locale.ROOT))) {
      AgentLog.warn(
          "otel.metrics.exemplar.filter: '"
              + filter
              + "' is not one of "
              + EXEMPLARS
              + "; the default holds");
    }
  }

  private static void warnOfGrpcPort(ConfigProperties config) {
    String endpoint = config.getString("otel.exporter.otlp.endpoint");
    String protocol = config.getString("otel.exporter.otlp.protocol");
    if (endpoint != null
        && (endpoint.endsWith(":4317") || endpoint.endsWith(":4317/"))
        && (protocol == null || protocol.startsWith("http"))) {
      AgentLog.warn(
          "otel.exporter.otlp.endpoint is "
              + endpoint
              + ", the usual port of gRPC, but the protocol is http/protobuf: set otel.exporter.otlp.protocol=grpc or use port"
              + " 4318");
    }
  }
}
