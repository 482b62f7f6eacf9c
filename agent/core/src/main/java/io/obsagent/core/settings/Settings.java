/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.settings;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the agent's own. OpenTelemetry's are read by its SDK. Precedence: agent argument,
 * system property, environment, file, default. A value that is not one is reported and the default
 * holds.
 */
public final class Settings {
  private static final List<Setting<?>> ALL = new ArrayList<>();

  public static final Setting<Boolean> ENABLED =
      flag("obs.enabled", true, "Whether the agent does anything at all.");
  public static final Setting<Boolean> COEXIST =
      flag(
          "obs.coexist",
          false,
          "Whether the agent runs even where OpenTelemetry's own agent does.");
  public static final Setting<Boolean> DEBUG =
      flag("obs.debug", false, "Whether the agent prints what it does.");
  public static final Setting<List<String>> CATALOGUE =
      list(
          "obs.catalogue",
          "",
          "The built-in catalogues in force beside core, separated by commas: realstaging, apex, vantage, imutis,"
              + " autoserve.");
  public static final Setting<List<String>> RULES =
      list(
          "obs.rules",
          "",
          "A rule file that adds metrics, or a directory of them, or several separated by commas.");
  public static final Setting<Integer> RULES_POLL_INTERVAL =
      number(
          "obs.rules.poll.interval",
          5,
          "Seconds between two looks at the rule files for changes; 0 for never.");
  public static final Setting<String> PII_KEY =
      text(
          "obs.pii.key",
          "",
          "The key of the hashes that stand for labels marked pii: hash; without one, a random key per process.");
  public static final Setting<Boolean> SERVER =
      flag(
          "obs.server.enabled",
          true,
          "Whether the agent serves /metrics, /health, /workers, /errors and /woven.");
  public static final Setting<String> SERVER_HOST =
      text("obs.server.host", "127.0.0.1", "The address that the agent's server listens on.");
  public static final Setting<Integer> SERVER_PORT =
      number("obs.server.port", 9464, "The port of the agent's server; 0 for any free one.");
  public static final Setting<String> SEMCONV =
      choice(
          "obs.semconv",
          "both",
          "Which span attribute names: the stable semantic conventions alone, or both them and the four documented names.",
          "both",
          "stable");
  public static final Setting<List<String>> QUEUES =
      list(
          "obs.queues",
          "*queue*,*job*,*task*,celery",
          "Globs of the Redis keys and channels that are queues.");
  public static final Setting<List<String>> QUEUE_CHANNELS =
      list(
          "obs.queue.channels",
          "",
          "Globs of those channels, among what obs.queues matches, each of whose messages is a job of whoever listens.");
  public static final Setting<String> QUEUE_PROPAGATION =
      choice(
          "obs.queue.propagation",
          "link",
          "How a job's trace relates to the enqueue: linked without touching the element, or continued by a trace context in"
              + " elements of lists and messages of obs.queue.channels that are JSON objects and in entries of streams; of Redisson, in"
              + " lists and topics whose codec is of texts or bytes. What is added to sorted sets, in transactions or Redisson's batches"
              + " is linked; other messages are not, for any number of jobs may get them.",
          "link",
          "payload");
  public static final Setting<Integer> JOB_TIMEOUT =
      number("obs.job.timeout", 3600, "Seconds after which a job that never ended is given up.");
  public static final Setting<Boolean> JOB_HEURISTICS =
      flag(
          "obs.job.heuristics",
          true,
          "Whether a job whose loop caught the exception counts as failed when a call inside it failed or an error was"
              + " logged last.");
  public static final Setting<List<String>> JOB_METHODS =
      list(
          "obs.job.methods",
          "",
          "Methods each of whose calls is a job, named as rules name methods, such as com.acme.Worker#handle; separated by"
              + " commas.");
  public static final Setting<String> REPLICATE_URL =
      text(
          "obs.replicate.url",
          "https://api.replicate.com",
          "Where the Replicate API is, for those who reach it through a proxy.");
  public static final Setting<String> REPLICATE_WEBHOOK =
      text(
          "obs.replicate.webhook",
          "",
          "The path, or URL, at which this application takes Replicate's webhooks, where the API's answers do not tell it.");
  public static final Setting<Boolean> MDC =
      flag("obs.mdc.enabled", true, "Whether log events carry trace_id, span_id and the like.");
  public static final Setting<String> LOGS_FORMAT =
      choice(
          "obs.logs.format",
          "text",
          "How the application's own loggers write to the console and to files: as they are configured, or a JSON object a"
              + " line.",
          "text",
          "json");
  public static final Setting<Integer> REDIS_POLL_INTERVAL =
      number(
          "obs.redis.poll.interval",
          15,
          "Seconds between the agent's own questions for the length of a queue; 0 for never.");
  public static final Setting<String> SENTRY_DSN =
      text(
          "obs.sentry.dsn",
          "",
          "The DSN of the Sentry project that one error of each kind is reported to; needs obs-sentry.jar.");
  public static final Setting<String> SENTRY_JAR =
      text("obs.sentry.jar", "", "Where obs-sentry.jar is; without it, beside the agent's jar.");
  public static final Setting<String> SENTRY_ENVIRONMENT =
      text(
          "obs.sentry.environment",
          "",
          "The environment that Sentry shows; without it, the resource's deployment.environment.name.");
  public static final Setting<String> SENTRY_RELEASE =
      text(
          "obs.sentry.release",
          "",
          "The release that Sentry shows; without it, the resource's service.name@service.version if it has a version.");
  public static final Setting<Integer> SENTRY_SAMPLE_PERCENT =
      number(
          "obs.sentry.sample.percent",
          100,
          "Of a hundred errors that would be reported to Sentry, how many are.");
  public static final Setting<String> CONFIG =
      text(
          "obs.config",
          "",
          "The YAML file that holds settings; without it, obs-agent.yaml beside the agent's jar if there is one.");
  public static final Setting<String> CONFIGURATION_FILE =
      text(
          "otel.javaagent.configuration-file",
          "",
          "A properties file that holds settings, as OpenTelemetry's agent reads it.");
  public static final Setting<String> DECLARATIVE_FILE =
      text(
          "otel.config.file",
          "",
          "A file of OpenTelemetry's declarative configuration, which then says what is exported, where to, how and as what;"
              + " needs obs-declarative-config.jar.");
  public static final Setting<List<String>> EXTENSIONS =
      list(
          "otel.javaagent.extensions",
          "",
          "Jars, or folders of jars, that hold extensions written for OpenTelemetry's agent.");

  private static final String DEFAULT_FILE = "obs-agent.yaml";
  private static final String OLD_DECLARATIVE_FILE = "otel.experimental.config.file";
  private static volatile Map<String, String> arguments = Collections.emptyMap();
  private static volatile Map<String, String> file = Collections.emptyMap();
  private static volatile @Nullable DeclarativeFile declarativeFile;

  private Settings() {}

  /** All settings, in the order of declaration. */
  public static List<Setting<?>> all() {
    return Collections.unmodifiableList(ALL);
  }

  /**
   * Reads all settings anew, with those of the files that settings or the agent's jar lead to.
   *
   * @param agentArgument {@code name=value} pairs separated by semicolons; null for none
   * @param jar the agent's jar
   * @return a line for each value that is none, fit for the operator
   */
  public static List<String> load(@Nullable String agentArgument, File jar) {
    List<String> faults = new ArrayList<>();
    arguments = AgentArgument.parse(agentArgument, faults);
    file = Collections.emptyMap();
    String named = find(CONFIG.name());
    String properties = find(CONFIGURATION_FILE.name());
    File yaml = new File(jar.getParentFile(), DEFAULT_FILE);
    if (named != null && !named.isEmpty()) {
      yaml = new File(named);
    } else if (!yaml.isFile()) {
      yaml = null;
    }
    if (yaml != null || properties != null) {
      file = SettingsFiles.read(yaml, properties, faults);
    }
    take(faults);
    declare(jar, faults);
    return faults;
  }

  private static void declare(File jar, List<String> faults) {
    String named = DECLARATIVE_FILE.get();
    DeclarativeFile declared = null;
    if (!named.isEmpty()) {
      declared = DeclarativeFile.open(new File(named), jar, EXTENSIONS.get(), faults);
    } else if (find(OLD_DECLARATIVE_FILE) != null) {
      faults.add(OLD_DECLARATIVE_FILE + " is not read: its name is " + DECLARATIVE_FILE.name());
    }
    if (declared != null) {
      Map<String, String> all = new HashMap<>(declared.settings());
      all.putAll(file);
      file = all;
    }
    declarativeFile = declared;
  }

  /**
   * Reads all settings anew.
   *
   * @param agentArgument {@code name=value} pairs separated by semicolons; null for none
   * @param file what a settings file says, by names of settings
   * @return a line for each value that is none, fit for the operator
   */
  public static List<String> load(@Nullable String agentArgument, Map<String, String> file) {
    List<String> faults = new ArrayList<>();
    arguments = AgentArgument.parse(agentArgument, faults);
    Settings.file = file;
    declarativeFile = null;
    take(faults);
    return faults;
  }

  private static void take(List<String> faults) {
    for (Setting<?> setting : ALL) {
      setting.reset();
      String value = find(setting.name());
      if (value != null) {
        try {
          setting.parse(value);
        } catch (IllegalArgumentException e) {
          faults.add(
              setting.name() + ": " + e.getMessage() + "; " + setting.defaultValue() + " holds");
        }
      }
    }
  }

  /**
   * What is said of a setting, the agent's own or another, by agent argument, system property,
   * environment or file; null when none of them says anything.
   */
  public static @Nullable String find(String name) {
    String value = arguments.get(name);
    if (value == null) {
      value = property(name);
    }
    if (value == null) {
      value = environment(name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'));
    }
    return value == null ? file.get(name) : value;
  }

  /** What the agent argument says. */
  public static Map<String, String> arguments() {
    return Collections.unmodifiableMap(arguments);
  }

  /** What the settings files say. */
  public static Map<String, String> file() {
    return Collections.unmodifiableMap(file);
  }

  /** The declarative configuration; null when there is none that can be used. */
  public static @Nullable DeclarativeFile declarativeFile() {
    return declarativeFile;
  }

  static boolean isDeclared(String name) {
    for (Setting<?> setting : ALL) {
      if (setting.name().equals(name)) {
        return true;
      }
    }
    return false;
  }

  /** A system property; null when it is not set or may not be read. */
  public static @Nullable String property(String name) {
    try {
      return System.getProperty(name);
    } catch (SecurityException e) {
      return null;
    }
  }

  /** A variable of the environment; null when it is not set or may not be read. */
  public static @Nullable String environment(String name) {
    try {
      return System.getenv(name);
    } catch (SecurityException e) {
      return null;
    }
  }

  /** Those of OpenTelemetry's settings that a system property or a variable sets, in order. */
  public static Set<String> openTelemetryNames() {
    Set<String> names = new TreeSet<>();
    addOpenTelemetryNames(arguments, names);
    addOpenTelemetryNames(file, names);
    try {
      for (String property : System.getProperties().stringPropertyNames()) {
        if (property.startsWith("otel.")) {
          names.add(property);
        }
      }
      for (String variable : System.getenv().keySet()) {
        if (variable.startsWith("OTEL_")) {
          names.add(variable.toLowerCase(Locale.ROOT).replace('_', '.'));
        }
      }
    } catch (SecurityException e) {
      return names;
    }
    return names;
  }

  private static void addOpenTelemetryNames(Map<String, String> from, Set<String> names) {
    for (String name : from.keySet()) {
      if (name.startsWith("otel.")) {
        names.add(name);
      }
    }
  }

  private static Setting<Boolean> flag(String name, boolean value, String description) {
    return declare(new Setting<>(name, value, description));
  }

  private static Setting<Integer> number(String name, int value, String description) {
    return declare(new Setting<>(name, value, description));
  }

  private static Setting<String> text(String name, String value, String description) {
    return declare(new Setting<>(name, value, description));
  }

  private static Setting<String> choice(
      String name, String value, String description, String... choices) {
    return declare(new Setting<>(name, value, description, choices));
  }

  private static Setting<List<String>> list(String name, String value, String description) {
    List<String> items =
        value.isEmpty() ? Collections.<String>emptyList() : Arrays.asList(value.split(","));
    return declare(new Setting<>(name, items, description));
  }

  private static <T> Setting<T> declare(Setting<T> setting) {
    ALL.add(setting);
    return setting;
  }
}
