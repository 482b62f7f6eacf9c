/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.telemetry;

import io.obsagent.core.settings.Settings;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.resources.Resource;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What the process says of itself: service, host, process without its arguments, container,
 * Kubernetes names from the downward API. Uses neither JMX nor name look-ups. Attribute names:
 * OpenTelemetry's resource semantic conventions.
 */
final class ProcessResource {
  private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");
  private static final String NAMELESS = "unknown_service:java";
  private static final int LONGEST_LINE = 4096;
  private static final int ID_LENGTH = 64;

  private ProcessResource() {}

  /**
   * Looks.
   *
   * @param serviceName what the settings call the service; null for nothing
   */
  static Resource create(@Nullable String serviceName) {
    return Resource.create(describe(Attributes.builder(), serviceName).build());
  }

  /** The same and what else was found, which counts more, but for a service without a name. */
  static Resource around(Resource found, @Nullable String serviceName) {
    Resource own = create(serviceName);
    Resource all = own.merge(found);
    return NAMELESS.equals(found.getAttribute(SERVICE_NAME))
        ? all.merge(Resource.create(Attributes.of(SERVICE_NAME, own.getAttribute(SERVICE_NAME))))
        : all;
  }

  /** Adds what there is to say to attributes, which it returns. */
  static AttributesBuilder describe(AttributesBuilder attributes, @Nullable String serviceName) {
    attributes.put("service.name", serviceName(serviceName));
    attributes.put("service.instance.id", randomUuid());
    attributes.put("telemetry.distro.name", "obs-agent");
    put(attributes, "telemetry.distro.version", Version.get());
    put(attributes, "host.name", hostName());
    put(attributes, "host.arch", Settings.property("os.arch"));
    put(attributes, "os.type", osType());
    Long pid = pid();
    if (pid != null) {
      attributes.put("process.pid", pid);
    }
    put(attributes, "process.executable.name", "java");
    put(attributes, "process.runtime.name", Settings.property("java.runtime.name"));
    put(attributes, "process.runtime.version", Settings.property("java.runtime.version"));
    put(attributes, "container.id", containerId());
    put(attributes, "k8s.pod.name", first("K8S_POD_NAME", "POD_NAME", "MY_POD_NAME"));
    put(attributes, "k8s.pod.uid", first("K8S_POD_UID", "POD_UID"));
    put(
        attributes,
        "k8s.namespace.name",
        first("K8S_NAMESPACE_NAME", "POD_NAMESPACE", "NAMESPACE"));
    put(attributes, "k8s.node.name", first("K8S_NODE_NAME", "NODE_NAME"));
    put(attributes, "k8s.container.name", first("K8S_CONTAINER_NAME", "CONTAINER_NAME"));
    put(attributes, "k8s.deployment.name", first("K8S_DEPLOYMENT_NAME", "DEPLOYMENT_NAME"));
    return attributes;
  }

  private static void put(AttributesBuilder attributes, String key, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      attributes.put(key, value);
    }
  }

  private static @Nullable String first(String... variables) {
    for (String variable : variables) {
      String value = Settings.environment(variable);
      if (value != null && !value.isEmpty()) {
        return value;
      }
    }
    return null;
  }

  /** A random UUID of version 4, without the classes of a secure random generator. */
  private static String randomUuid() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long high = random.nextLong() & ~0xF000L | 0x4000L;
    long low = random.nextLong() & ~(3L << 62) | 2L << 62;
    return new UUID(high, low).toString();
  }

  /** The setting, else spring.application.name, else the jar's name, else the main class. */
  static String serviceName(@Nullable String setting) {
    String name = setting;
    if (name == null) {
      name = Settings.property("spring.application.name");
    }
    if (name == null) {
      name = Settings.environment("SPRING_APPLICATION_NAME");
    }
    if (name == null) {
      name = ofCommand(Settings.property("sun.java.command"));
    }
    return name == null || name.isEmpty() ? NAMELESS : name;
  }

  static @Nullable String ofCommand(@Nullable String command) {
    if (command == null || command.isEmpty()) {
      return null;
    }
    int jar = command.indexOf(".jar");
    boolean isJar = jar > 0 && (jar + 4 == command.length() || command.charAt(jar + 4) == ' ');
    if (isJar) {
      String path = command.substring(0, jar);
      String found = SpringName.inJar(new File(path.concat(".jar")));
      String file = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
      return found == null ? file : found;
    }
    int space = command.indexOf(' ');
    String main = space < 0 ? command : command.substring(0, space);
    return main.substring(main.lastIndexOf('.') + 1);
  }

  private static @Nullable String hostName() {
    String name = Settings.environment("HOSTNAME");
    if (name == null || name.isEmpty()) {
      name = firstLine("/proc/sys/kernel/hostname");
    }
    return name == null || name.isEmpty() ? Settings.environment("COMPUTERNAME") : name;
  }

  private static @Nullable String osType() {
    String name = Settings.property("os.name");
    if (name == null) {
      return null;
    }
    String lower = name.toLowerCase(java.util.Locale.ROOT);
    return lower.startsWith("linux")
        ? "linux"
        : lower.startsWith("windows") ? "windows" : lower.startsWith("mac") ? "darwin" : null;
  }

  private static @Nullable Long pid() {
    try {
      return Long.valueOf(new File("/proc/self").getCanonicalFile().getName());
    } catch (IOException | NumberFormatException e) {
      return null;
    }
  }

  /** From the mounts of cgroup v2, or the paths of v1: 64 hexadecimal digits. */
  private static @Nullable String containerId() {
    String id = hexIn("/proc/self/cgroup", "");
    return id == null ? hexIn("/proc/self/mountinfo", "/containers/") : id;
  }

  private static @Nullable String hexIn(String file, String required) {
    try (BufferedReader reader = reader(file)) {
      for (int lines = 0; lines < 200; lines++) {
        String line = reader.readLine();
        if (line == null) {
          return null;
        }
        if (line.length() <= LONGEST_LINE && line.contains(required)) {
          String id = hexRun(line);
          if (id != null) {
            return id;
          }
        }
      }
    } catch (IOException e) {
      // There is no such file here.
    }
    return null;
  }

  private static @Nullable String hexRun(String line) {
    int run = 0;
    for (int i = 0; i <= line.length(); i++) {
      char c = i < line.length() ? line.charAt(i) : ' ';
      if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')) {
        run++;
      } else {
        if (run == ID_LENGTH) {
          return line.substring(i - ID_LENGTH, i);
        }
        run = 0;
      }
    }
    return null;
  }

  private static @Nullable String firstLine(String file) {
    try (BufferedReader reader = reader(file)) {
      String line = reader.readLine();
      return line == null ? null : line.trim();
    } catch (IOException e) {
      return null;
    }
  }

  private static BufferedReader reader(String file) throws IOException {
    return new BufferedReader(
        new InputStreamReader(new FileInputStream(file), StandardCharsets.UTF_8));
  }
}
