/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.telemetry;

import io.obsagent.bootstrap.AgentClassLoader;
import io.obsagent.core.export.ExportSenders;
import io.obsagent.core.log.AgentLog;
import io.obsagent.core.settings.DeclarativeFile;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.metrics.export.MetricProducer;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import java.io.IOException;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * The OpenTelemetry SDK as a file of its declarative configuration describes it. Loaded only when
 * there is one.
 */
public final class DeclaredTelemetry {
  private static final String READER = "io.obsagent.declarative.ConfigurationReader";

  private DeclaredTelemetry() {}

  /**
   * Makes the jar that reads such files a part of the agent; false, with a line, when that cannot
   * be.
   */
  public static boolean admit(DeclarativeFile declared, AgentClassLoader loader) {
    try (JarFile jar = new JarFile(declared.jar(), false)) {
      Manifest manifest = jar.getManifest();
      String version =
          manifest == null ? null : manifest.getMainAttributes().getValue("Implementation-Version");
      if (version == null || !version.equals(Version.get())) {
        notUsed(declared, declared.jar() + " is of release " + version + ", not the agent's");
        return false;
      }
      loader.add(declared.jar());
      return true;
    } catch (IOException e) {
      notUsed(declared, declared.jar() + " cannot be opened: " + AgentLog.describe(e));
      return false;
    }
  }

  /**
   * Starts the SDK; null, with a line, when the file is no good.
   *
   * @param loader the agent's, which the jar was made a part of
   * @param extensions where parts of the SDK are looked for; null for the loader
   * @param readers readers of metrics besides those that the file declares
   * @param producers what has the agent's metrics
   */
  public static @Nullable Telemetry start(
      DeclarativeFile declared,
      ClassLoader loader,
      @Nullable ComponentLoader extensions,
      List<MetricReader> readers,
      List<MetricProducer> producers) {
    DeclaredParts parts = new DeclaredParts(declared.file().getPath(), readers, producers);
    ComponentLoader components =
        extensions == null ? ComponentLoader.forClassLoader(loader) : extensions;
    try {
      DeclarativeReader reader =
          (DeclarativeReader) loader.loadClass(READER).getConstructor().newInstance();
      return parts.started(reader.read(declared.content(), new ExportSenders(components), parts));
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      notUsed(declared, reason(e));
      AgentLog.debug("declarative configuration", e);
      return null;
    }
  }

  private static String reason(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest instanceof RuntimeException && deepest.getMessage() != null
        ? deepest.getMessage().replace('\n', ' ')
        : AgentLog.describe(deepest);
  }

  private static void notUsed(DeclarativeFile declared, String reason) {
    AgentLog.warn(
        declared.file()
            + ": "
            + reason
            + "; otel.config.file is not used, the other settings hold");
  }
}
