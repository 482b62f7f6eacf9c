/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.error;

import io.obsagent.core.log.AgentLog;
import io.obsagent.core.settings.Settings;
import io.obsagent.core.telemetry.ServiceName;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import org.jspecify.annotations.Nullable;

/**
 * Opens the jar that holds Sentry's library, below the agent's loader, where nothing else sees it.
 */
public final class SentryJar {
  /** The jar's name beside the agent's. */
  static final String NAME = "obs-sentry.jar";

  private static final String REPORTER = "io.obsagent.sentry.SentryReporter";

  private SentryJar() {}

  /**
   * What reports to Sentry; null, with a line for the operator, when that cannot be.
   *
   * @param dsn where to and as whom
   * @param agentJar the agent's jar
   * @param agent the agent's loader
   */
  public static @Nullable ErrorReporter open(String dsn, File agentJar, ClassLoader agent) {
    String named = Settings.SENTRY_JAR.get();
    File jar = named.isEmpty() ? new File(agentJar.getParentFile(), NAME) : new File(named);
    if (!jar.isFile()) {
      AgentLog.warn(
          "obs.sentry.dsn is set, but there is no "
              + jar
              + ": put "
              + NAME
              + " there or name it by obs.sentry.jar; errors are not reported");
      return null;
    }
    try {
      return open(dsn, new URLClassLoader(new URL[] {jar.toURI().toURL()}, agent));
    } catch (Exception | LinkageError e) {
      AgentLog.warn("obs.sentry.dsn cannot be used; errors are not reported: " + reason(e));
      AgentLog.debug("sentry", e);
      return null;
    }
  }

  static ErrorReporter open(String dsn, ClassLoader loader) throws ReflectiveOperationException {
    String service = ServiceName.get();
    return (ErrorReporter)
        loader
            .loadClass(REPORTER)
            .getConstructor(String.class, String.class, String.class, String.class, double.class)
            .newInstance(
                dsn,
                service,
                environment(),
                release(service),
                Math.min(100, Settings.SENTRY_SAMPLE_PERCENT.get()) / 100.0);
  }

  private static @Nullable String environment() {
    String set = Settings.SENTRY_ENVIRONMENT.get();
    if (!set.isEmpty()) {
      return set;
    }
    String stable = ServiceName.attribute("deployment.environment.name");
    return stable == null ? ServiceName.attribute("deployment.environment") : stable;
  }

  private static @Nullable String release(String service) {
    String set = Settings.SENTRY_RELEASE.get();
    if (!set.isEmpty()) {
      return set;
    }
    String version = ServiceName.attribute("service.version");
    return version == null ? null : service + '@' + version;
  }

  /** Messages may quote the DSN, which is a secret. */
  private static String reason(Throwable failure) {
    Throwable cause = failure.getCause();
    return (cause == null ? failure : cause).getClass().getName();
  }
}
