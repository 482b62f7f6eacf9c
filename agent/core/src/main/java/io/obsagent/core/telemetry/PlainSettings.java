/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.telemetry;

import io.obsagent.core.export.BatchLimits;
import io.obsagent.core.settings.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry's settings, where they are no more than most applications have: service, endpoint,
 * sampler and the like, each with a value that needs no second look. Whatever is unusual, or wrong,
 * is left to the SDK's own configuration. Immutable.
 */
final class PlainSettings {
  private static final String[] KNOWN = {
    "otel.service.name",
    "otel.resource.attributes",
    "otel.traces.exporter",
    "otel.metrics.exporter",
    "otel.logs.exporter",
    "otel.traces.sampler",
    "otel.traces.sampler.arg",
    "otel.propagators",
    "otel.metric.export.interval",
    "otel.metric.export.timeout",
    "otel.bsp.schedule.delay",
    "otel.bsp.export.timeout",
    "otel.bsp.max.queue.size",
    "otel.bsp.max.export.batch.size",
    "otel.exporter.otlp.protocol",
    "otel.exporter.otlp.endpoint",
    "otel.exporter.otlp.traces.endpoint",
    "otel.exporter.otlp.metrics.endpoint",
    "otel.exporter.otlp.headers",
    "otel.exporter.otlp.timeout",
    "otel.exporter.otlp.compression",
  };

  /** What is woven is no matter of the SDK. */
  private static final String OF_INSTRUMENTATIONS = "otel.instrumentation.";

  private static final int GRPC_PORT = 4317;
  private static final String[] SAMPLERS = {
    "always_on",
    "always_off",
    "traceidratio",
    "parentbased_always_on",
    "parentbased_always_off",
    "parentbased_traceidratio"
  };

  private final Map<String, String> values;
  private final Map<String, String> attributes = new LinkedHashMap<>();

  private PlainSettings(Map<String, String> values) {
    this.values = values;
  }

  /** The settings; null when there is anything in them that is not plain. */
  static @Nullable PlainSettings read() {
    Map<String, String> values = new HashMap<>();
    for (String name : Settings.openTelemetryNames()) {
      String value = Settings.find(name);
      if (value != null && !value.trim().isEmpty() && !name.startsWith(OF_INSTRUMENTATIONS)) {
        if (!isOneOf(name, KNOWN)) {
          return null;
        }
        values.put(name, value.trim());
      }
    }
    PlainSettings settings = new PlainSettings(values);
    return settings.arePlain() ? settings : null;
  }

  private boolean arePlain() {
    return isPlain("otel.traces.exporter", "otlp", "none")
        && isPlain("otel.metrics.exporter", "otlp", "none")
        && isPlain("otel.logs.exporter", "none")
        && isPlain("otel.traces.sampler", SAMPLERS)
        && isPlain("otel.exporter.otlp.protocol", "http/protobuf")
        && isPlain("otel.exporter.otlp.compression", "gzip", "none")
        && isPlain("otel.propagators", "tracecontext,baggage", "tracecontext", "none")
        && isNumber("otel.metric.export.interval")
        && isNumber("otel.metric.export.timeout")
        && isNumber("otel.bsp.schedule.delay")
        && isNumber("otel.bsp.export.timeout")
        && isNumber("otel.bsp.max.queue.size")
        && isNumber("otel.bsp.max.export.batch.size")
        && isNumber("otel.exporter.otlp.timeout")
        && isRatio("otel.traces.sampler.arg")
        && isUrl("otel.exporter.otlp.endpoint")
        && isUrl("otel.exporter.otlp.traces.endpoint")
        && isUrl("otel.exporter.otlp.metrics.endpoint")
        && readPairs("otel.exporter.otlp.headers", new HashMap<>())
        && readPairs("otel.resource.attributes", attributes);
  }

  private boolean isPlain(String name, String... usual) {
    String value = values.get(name);
    return value == null || isOneOf(value, usual);
  }

  private static boolean isOneOf(String value, String[] all) {
    for (String one : all) {
      if (one.equals(value)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it is a positive whole number; durations may also have a unit, which are not. */
  private boolean isNumber(String name) {
    String value = values.get(name);
    if (value == null) {
      return true;
    }
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < '0' || value.charAt(i) > '9') {
        return false;
      }
    }
    return value.length() < 10 && Integer.parseInt(value) > 0;
  }

  private boolean isRatio(String name) {
    String value = values.get(name);
    try {
      return value == null || (Double.parseDouble(value) >= 0 && Double.parseDouble(value) <= 1);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** Whether it is a URL whose port, if it names one, is not the one that gRPC uses. */
  private boolean isUrl(String name) {
    String value = values.get(name);
    if (value == null) {
      return true;
    }
    try {
      URI url = new URI(value);
      return ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
          && url.getHost() != null
          && url.getPort() != GRPC_PORT;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** Reads {@code key=value} pairs between commas; false when there is anything else in them. */
  private boolean readPairs(String name, Map<String, String> pairs) {
    String value = values.get(name);
    if (value == null) {
      return true;
    }
    int begin = 0;
    while (begin < value.length()) {
      int comma = value.indexOf(',', begin);
      int end = comma < 0 ? value.length() : comma;
      int equals = value.indexOf('=', begin);
      if (equals <= begin || equals >= end - 1) {
        return false;
      }
      pairs.put(value.substring(begin, equals).trim(), value.substring(equals + 1, end).trim());
      begin = end + 1;
    }
    return value.indexOf('%') < 0;
  }

  @Nullable String serviceName() {
    String name = values.get("otel.service.name");
    return name == null ? attributes.get("service.name") : name;
  }

  /** What the resource is to say besides. */
  Map<String, String> attributes() {
    return attributes;
  }

  boolean exports(String signal) {
    return !"none".equals(values.get("otel." + signal + ".exporter"));
  }

  /** The sampler's name; null for the default one. */
  @Nullable String sampler() {
    return values.get("otel.traces.sampler");
  }

  /** The part of traces that is sampled, from 0 to 1. */
  double ratio() {
    String ratio = values.get("otel.traces.sampler.arg");
    return ratio == null ? 1 : Double.parseDouble(ratio);
  }

  boolean propagates(String format) {
    String formats = values.get("otel.propagators");
    return formats == null || formats.contains(format);
  }

  BatchLimits limits() {
    return new BatchLimits(
        number("otel.bsp.schedule.delay", 5000),
        number("otel.bsp.max.queue.size", 2048),
        number("otel.bsp.max.export.batch.size", 512),
        number("otel.bsp.export.timeout", 30_000));
  }

  long metricInterval() {
    return number("otel.metric.export.interval", 60_000);
  }

  long metricTimeout() {
    return number("otel.metric.export.timeout", 30_000);
  }

  private int number(String name, int otherwise) {
    String value = values.get(name);
    return value == null ? otherwise : Integer.parseInt(value);
  }

  /** All that is set, for the exporters. */
  Map<String, String> values() {
    return values;
  }
}
