/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.containers;

import io.obsagent.smoke.central.Javac;
import io.obsagent.smoke.central.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * In Jetty, whose versions name their packages and those of servlets differently: what runs in one
 * is compiled for it.
 */
abstract class JettyRedeployTest extends RedeployTest {
  private final List<Path> libraries;
  private final String web;
  private final String servlet;

  /**
   * @param webapp its coordinates
   * @param web the packages of its web applications
   * @param servlet the first word of the names of the servlets' packages
   */
  JettyRedeployTest(String webapp, String web, String servlet) {
    super("example.host.JettyHost");
    try (Repository repository = new Repository()) {
      libraries = repository.classPath(List.of(webapp), List.of());
    }
    this.web = web;
    this.servlet = servlet;
  }

  @Override
  List<Path> libraries() {
    return libraries;
  }

  @Override
  void adapt(Path folder, String name) throws IOException {
    Path renamed = Files.createDirectory(folder.resolveSibling("sources"));
    List<Path> sources = new ArrayList<>();
    for (Path source : Folders.sources(name)) {
      if (!source.endsWith("TomcatHost.java")) {
        String text =
            Files.readString(source)
                .replace("org.eclipse.jetty.ee10", web)
                .replace("jakarta.servlet", servlet + ".servlet");
        sources.add(Files.writeString(renamed.resolve(source.getFileName()), text));
      }
    }
    List<Path> classPath = new ArrayList<>(libraries);
    classPath.addAll(Folders.classPath());
    Javac.compile(sources, classPath, folder, List.of());
  }
}
