/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.extension;

import io.opentelemetry.javaagent.extension.AgentListener;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.io.File;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Starts obs-agent inside OpenTelemetry's agent, for metrics alone: spans, the headers that carry
 * them and the ids in log lines stay that agent's. Its own classes are in this same jar, behind a
 * loader of their own, as they are when it is started by itself. Never throws.
 */
public final class ObsExtension implements AgentListener {
  /** What is decided here, whatever OpenTelemetry's agent is told by the same settings. */
  private static final String METRICS_ALONE =
      "otel.traces.exporter=none;otel.traces.sampler=always_off;otel.propagators=none;"
          + "otel.logs.exporter=none;otel.javaagent.extensions=;otel.config.file=;obs.mdc.enabled=false;obs.coexist=true";

  private static final String SERVER = "obs.server.enabled";
  private static final String CONTENT = "obs-agent.bin";
  private static final String EXTENSIONS = "otel.javaagent.extensions";

  @Override
  public void afterAgent(AutoConfiguredOpenTelemetrySdk sdk) {
    try {
      File jar = find();
      if (jar == null) {
        warn("it is not among the jars and folders that " + EXTENSIONS + " names");
        return;
      }
      start(jar);
    } catch (ReflectiveOperationException | IOException | RuntimeException | LinkageError e) {
      warn(e.toString());
    }
  }

  private static void warn(String why) {
    System.err.println("[obs-agent] WARN obs-extension.jar does not run here: " + why);
  }

  /** This jar: the agent that loads it does not tell where it is. */
  private static @Nullable File find() {
    String places = said(EXTENSIONS);
    if (places != null) {
      for (String place : places.split(",")) {
        File file = new File(place.trim());
        File[] inside = file.listFiles();
        for (File one : inside == null ? new File[] {file} : inside) {
          if (hasContent(one)) {
            return one.getAbsoluteFile();
          }
        }
      }
    }
    return null;
  }

  private static boolean hasContent(File file) {
    if (!file.isFile() || !file.getName().endsWith(".jar")) {
      return false;
    }
    try (JarFile jar = new JarFile(file)) {
      return jar.getEntry(CONTENT) != null;
    } catch (IOException e) {
      return false;
    }
  }

  private static @Nullable String said(String setting) {
    String property = System.getProperty(setting);
    return property == null
        ? System.getenv(setting.toUpperCase(java.util.Locale.ROOT).replace('.', '_'))
        : property;
  }

  private static void start(File jar) throws ReflectiveOperationException, IOException {
    Instrumentation instrumentation =
        (Instrumentation)
            Class.forName("io.opentelemetry.javaagent.bootstrap.InstrumentationHolder", true, null)
                .getMethod("getInstrumentation")
                .invoke(null);
    String argument = METRICS_ALONE;
    if (said(SERVER) == null) {
      argument = argument.concat(";").concat(SERVER).concat("=false");
    }
    ClassLoader loader = new URLClassLoader(new URL[] {jar.toURI().toURL()}, null);
    loader
        .loadClass("io.obsagent.bootstrap.AgentMain")
        .getMethod("premain", String.class, Instrumentation.class)
        .invoke(null, argument, instrumentation);
  }
}
