/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.declarative;

import io.obsagent.core.telemetry.DeclarativeReader;
import io.obsagent.core.telemetry.DeclaredParts;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.DeclarativeConfiguration;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.model.OpenTelemetryConfigurationModel;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.io.ByteArrayInputStream;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets OpenTelemetry's SDK do what a file says. The SDK gives up at the first piece of it that is
 * no good; here that piece is found, by going without one after the other, and the others hold.
 */
public final class ConfigurationReader implements DeclarativeReader {
  private static final String NEWEST = "1.1";

  /** Formats that the SDK takes. */
  private static final Pattern READ_AS_NEWEST = Pattern.compile("0\\.4|1\\.\\d+(-rc\\.\\d+)?");

  /** Made by the agent, by name. */
  public ConfigurationReader() {}

  @Override
  public AutoConfiguredOpenTelemetrySdk read(
      byte[] content, ComponentLoader components, DeclaredParts parts) {
    return new Start(content, components, parts).run();
  }

  private static final class Start {
    private final byte[] content;
    private final ComponentLoader components;
    private final DeclaredParts parts;
    private final Set<String> leftOut = new HashSet<>();
    private Pieces pieces = new Pieces(leftOut);
    private @Nullable AutoConfiguredOpenTelemetrySdk built;

    Start(byte[] content, ComponentLoader components, DeclaredParts parts) {
      this.content = content;
      this.components = components;
      this.parts = parts;
    }

    AutoConfiguredOpenTelemetrySdk run() {
      String format = parse().getFileFormat();
      if (isReadAsNewest(format) && !format.equals(NEWEST) && !format.equals("1.0")) {
        parts.note(
            "its file_format is " + format + "; it is read as 1.1, where some names may differ");
      }
      String failure = attempt();
      while (built == null) {
        failure = withoutCulprit(failure);
      }
      return built;
    }

    /** Why it still fails, once the piece that is to blame for a failure is left out. */
    private String withoutCulprit(String failure) {
      for (String piece : pieces.names()) {
        if (leftOut.add(piece)) {
          String next = attempt();
          if (!next.equals(failure)) {
            parts.leftOut(piece, failure);
            return next;
          }
          leftOut.remove(piece);
        }
      }
      return withoutOneOfSeveral(failure);
    }

    /** The same where several pieces fail alike. */
    private String withoutOneOfSeveral(String failure) {
      Set<String> before = new HashSet<>(leftOut);
      for (String piece : pieces.names()) {
        if (leftOut.add(piece) && !attempt().equals(failure)) {
          leftOut.retainAll(before);
          leftOut.add(piece);
          built = null;
          parts.leftOut(piece, failure);
          return attempt();
        }
      }
      throw new ConfigurationException(failure);
    }

    /** Builds the SDK; what was in the way if that cannot be done. */
    private String attempt() {
      parts.begin();
      pieces = new Pieces(leftOut);
      OpenTelemetryConfigurationModel model = pieces.kept(parse());
      if (isReadAsNewest(model.getFileFormat())) {
        // The SDK warns of every format but its own, even of 1.0, all of which is in 1.1 too.
        model.withFileFormat(NEWEST);
      }
      try {
        built =
            AutoConfiguredOpenTelemetrySdk.builder()
                .setComponentLoader(new DeclaredComponents(components, parts, model))
                .disableShutdownHook()
                .build();
        return "";
      } catch (RuntimeException e) {
        return reason(e);
      }
    }

    private OpenTelemetryConfigurationModel parse() {
      OpenTelemetryConfigurationModel model;
      try {
        model = DeclarativeConfiguration.parse(new ByteArrayInputStream(content));
      } catch (RuntimeException e) {
        throw new ConfigurationException(reason(e), e);
      }
      if (model == null) {
        throw new ConfigurationException("it says nothing");
      }
      return model;
    }

    private static boolean isReadAsNewest(@Nullable String format) {
      return format != null && READ_AS_NEWEST.matcher(format).matches();
    }
  }

  /** The innermost message; of the parser's only what comes before the names of its classes. */
  private static String reason(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    String message = String.valueOf(deepest.getMessage());
    int end = message.indexOf(" (class ");
    end = end < 0 ? message.indexOf('\n') : end;
    return end < 0 ? message : message.substring(0, end);
  }
}
