/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OSGi frameworks, as they are configured by default, and bundles that know nothing of agents. */
class OsgiTest {
  @TempDir Path scratch;

  @ParameterizedTest
  @ValueSource(strings = {"org.apache.felix.framework", "org.eclipse.osgi"})
  void whatBundlesDoIsTraced(String framework) throws Exception {
    Path database = scratch.resolve("database.jar");
    bundle(database, "DatabaseBundle", "org.h2,org.osgi.framework,javax.sql", List.of());
    Path client = scratch.resolve("client.jar");
    bundle(
        client,
        "ClientBundle",
        "org.osgi.framework,javax.net,javax.net.ssl,javax.security.auth.x500",
        List.of(Folders.library("okhttp"), Folders.library("okio")));
    List<Path> host =
        List.of(
            Folders.classes(scratch.resolve("host"), "example.osgi"), Folders.library(framework));
    try (Watched application =
        Watched.start(
            List.of(
                "-cp",
                Watched.path(host),
                "example.osgi.OsgiHost",
                scratch.resolve("cache").toString(),
                Folders.library("h2").toString(),
                database.toString(),
                client.toString()))) {
      assertThat(application.client().get("/work").body()).isEqualTo("42 pong");
      assertThat(application.trace("/work", "SERVER GET /ping"))
          .isEqualTo(
              """
              SERVER GET /work
                CLIENT SELECT
                CLIENT GET
                  SERVER GET /ping""");
      assertThat(application.said()).isEmpty();
    }
  }

  private static void bundle(Path jar, String activator, String imports, List<Path> libraries)
      throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Bundle-ManifestVersion", "2");
    attributes.putValue("Bundle-SymbolicName", "example." + activator);
    attributes.putValue("Bundle-Activator", "example.bundle." + activator);
    attributes.putValue("Import-Package", imports);
    StringBuilder path = new StringBuilder(".");
    for (Path library : libraries) {
      path.append(',').append(library.getFileName());
    }
    attributes.putValue("Bundle-ClassPath", path.toString());
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      String entry = "example/bundle/" + activator + ".class";
      out.putNextEntry(new JarEntry(entry));
      out.write(Files.readAllBytes(Folders.TARGET.resolve("test-classes").resolve(entry)));
      for (Path library : libraries) {
        out.putNextEntry(new JarEntry(library.getFileName().toString()));
        out.write(Files.readAllBytes(library));
      }
    }
  }
}
