/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.declarative;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.bootstrap.Archive;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** What the packed jar is and is not. */
class PackedJarTest {
  private static final int JAVA_8 = 52;
  private static final File JAR = new File("target/obs-declarative-config.jar");
  private static final String DECLARATIVE = "io/opentelemetry/sdk/autoconfigure/declarativeconfig/";

  private static final File AGENT = new File("../dist/target/obs-agent.jar");

  private static final Map<String, ClassNode> CLASSES = new TreeMap<>();
  private static final Set<String> OTHERS = new TreeSet<>();
  private static final Map<String, ClassNode> AGENTS = new HashMap<>();
  private static Archive agent;

  @BeforeAll
  static void read() throws IOException {
    agent = Archive.open(AGENT);
    try (JarFile jar = new JarFile(JAR)) {
      for (JarEntry entry : jar.stream().filter(one -> !one.isDirectory()).toList()) {
        if (entry.getName().endsWith(".class")) {
          try (InputStream in = jar.getInputStream(entry)) {
            ClassNode type = read(in.readAllBytes());
            CLASSES.put(type.name, type);
          }
        } else {
          OTHERS.add(entry.getName());
        }
      }
    }
  }

  private static ClassNode read(byte[] classFile) {
    ClassNode type = new ClassNode();
    new ClassReader(classFile).accept(type, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return type;
  }

  @Test
  void isJava8() {
    assertThat(CLASSES.values()).allMatch(type -> (type.version & 0xFFFF) <= JAVA_8);
  }

  @Test
  void hasNothingThatTheAgentHas() {
    assertThat(CLASSES.keySet()).noneMatch(name -> agent.find(name + ".class") != null);
  }

  @Test
  void holdsLibrariesUnderNamesOfItsOwnButForOpenTelemetrys() {
    assertThat(CLASSES.keySet())
        .allMatch(
            name ->
                name.startsWith("io/obsagent/declarative/")
                    || name.startsWith("io/opentelemetry/api/incubator/")
                    || name.startsWith("io/opentelemetry/sdk/extension/incubator/")
                    || name.startsWith("io/opentelemetry/sdk/autoconfigure/declarativeconfig/"));
    assertThat(OTHERS).contains(SERVICES);
  }

  private static final String SERVICES =
      "META-INF/services/io.opentelemetry.sdk.autoconfigure.spi.internal.ComponentProvider";

  /** Its release is not that of the agent's SDK: all that it calls must be there. */
  @Test
  void whatItCallsOfTheAgentIsThere() {
    Set<String> missing = new TreeSet<>();
    for (ClassNode type : CLASSES.values()) {
      for (MethodNode method : type.methods) {
        for (AbstractInsnNode code : method.instructions) {
          if (code instanceof MethodInsnNode call
              && (call.owner.startsWith("io/opentelemetry/")
                  || call.owner.startsWith("io/obsagent/"))
              && !isThere(call.owner, call.name + call.desc)) {
            missing.add(type.name + " calls " + call.owner + "." + call.name + call.desc);
          }
        }
      }
    }
    assertThat(missing)
        .as("but for what makes readers that are the agent's own")
        .allMatch(call -> call.startsWith(DECLARATIVE + "MetricReaderFactory$Periodic"));
  }

  /** As well the other way: the SDK implements interfaces of the incubating API. */
  @Test
  void whatTheAgentsSdkCallsOfItIsThere() throws IOException {
    Set<String> missing = new TreeSet<>();
    for (String name :
        List.of(
            "io/opentelemetry/sdk/internal/ExtendedOpenTelemetrySdk",
            "io/opentelemetry/sdk/internal/SdkConfigProvider",
            "io/opentelemetry/exporter/otlp/internal/OtlpDeclarativeConfigUtil",
            "io/opentelemetry/exporter/otlp/internal/OtlpHttpSpanExporterComponentProvider",
            "io/opentelemetry/sdk/autoconfigure/DeclarativeConfigUtil",
            "io/opentelemetry/sdk/trace/ExtendedSdkTracer",
            "io/opentelemetry/sdk/trace/ExtendedSdkSpanBuilder",
            "io/opentelemetry/sdk/logs/ExtendedSdkLogger",
            "io/opentelemetry/sdk/logs/ExtendedSdkLogRecordBuilder",
            "io/opentelemetry/sdk/metrics/ExtendedSdkLongCounter",
            "io/opentelemetry/sdk/metrics/ExtendedSdkDoubleHistogram")) {
      ClassNode type = read(agent.find(name + ".class"));
      for (MethodNode method : type.methods) {
        for (AbstractInsnNode code : method.instructions) {
          if (code instanceof MethodInsnNode call
              && call.owner.startsWith("io/opentelemetry/")
              && !isThere(call.owner, call.name + call.desc)) {
            missing.add(name + " calls " + call.owner + "." + call.name + call.desc);
          }
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void logsOnlyToTheAgent() {
    Set<String> direct = new TreeSet<>();
    for (ClassNode type : CLASSES.values()) {
      for (MethodNode method : type.methods) {
        for (AbstractInsnNode code : method.instructions) {
          if (code instanceof MethodInsnNode call
              && call.owner.equals("java/util/logging/Logger")) {
            direct.add(type.name);
          }
        }
      }
    }
    assertThat(direct).isEmpty();
  }

  /** Whether a class or what it extends has a method; yes where that leads out of both jars. */
  private static boolean isThere(String owner, String method) {
    ClassNode type = CLASSES.get(owner);
    if (type == null) {
      type = AGENTS.computeIfAbsent(owner, PackedJarTest::ofAgent);
    }
    if (type == null) {
      return !owner.startsWith("io/opentelemetry/")
          && !owner.startsWith("io/obsagent/")
          && (!owner.equals("java/lang/Object") || isOfObject(method));
    }
    if (type.methods.stream().anyMatch(m -> (m.name + m.desc).equals(method))) {
      return true;
    }
    return (type.superName != null && isThere(type.superName, method))
        || type.interfaces.stream().anyMatch(i -> isThere(i, method));
  }

  private static ClassNode ofAgent(String name) {
    byte[] classFile = agent.find(name + ".class");
    return classFile == null ? null : read(classFile);
  }

  private static boolean isOfObject(String method) {
    for (java.lang.reflect.Method one : Object.class.getDeclaredMethods()) {
      if ((one.getName() + Type.getMethodDescriptor(one)).equals(method)) {
        return true;
      }
    }
    return false;
  }
}
