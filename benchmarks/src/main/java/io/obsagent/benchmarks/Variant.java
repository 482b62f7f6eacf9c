/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** Which agent a JVM runs with. */
enum Variant {
  NONE("no agent", null),
  OURS("obs-agent", "agent/dist/target/obs-agent.jar"),
  STOCK("OpenTelemetry", "benchmarks/target/opentelemetry-javaagent.jar");

  private final String title;
  private final String jar;

  Variant(String title, String jar) {
    this.title = title;
    this.jar = jar;
  }

  /** JVM arguments: the agent, exporting traces and metrics to a sink. */
  List<String> arguments(String sink) {
    List<String> arguments = new ArrayList<>();
    if (jar != null) {
      arguments.add("-javaagent:" + Place.of(jar));
      arguments.add("-Dotel.exporter.otlp.endpoint=" + sink);
      arguments.add("-Dotel.exporter.otlp.protocol=http/protobuf");
      arguments.add("-Dotel.logs.exporter=none");
      arguments.add("-Dotel.service.name=benchmark");
      arguments.add("-Dobs.server.port=0");
      arguments.add("-Dobs.catalogue=realstaging");
    }
    return arguments;
  }

  @Override
  public String toString() {
    return title;
  }
}
