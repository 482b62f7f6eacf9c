/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.dist.build;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Properties;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** What the jar is made of, in CycloneDX form. */
final class Sbom {
  private Sbom() {}

  /**
   * A component, from the Maven coordinates inside a jar or from the jar's place in a Maven
   * repository.
   */
  static String component(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (Enumeration<? extends ZipEntry> e = zip.entries(); e.hasMoreElements(); ) {
        ZipEntry entry = e.nextElement();
        if (entry.getName().startsWith("META-INF/maven/")
            && entry.getName().endsWith("/pom.properties")) {
          Properties pom = new Properties();
          try (InputStream in = zip.getInputStream(entry)) {
            pom.load(in);
          }
          return component(
              pom.getProperty("groupId"),
              pom.getProperty("artifactId"),
              pom.getProperty("version"));
        }
      }
    }
    Path version = jar.getParent();
    Path artifact = version.getParent();
    StringBuilder group = new StringBuilder();
    for (Path at = artifact.getParent();
        at != null && at.getFileName() != null;
        at = at.getParent()) {
      String name = at.getFileName().toString();
      if (name.equals("repository")) {
        break;
      }
      group.insert(0, group.length() == 0 ? name : name + ".");
    }
    return component(
        group.toString(), artifact.getFileName().toString(), version.getFileName().toString());
  }

  private static String component(String group, String artifact, String version) {
    return "{\"type\":\"library\",\"group\":\""
        + group
        + "\",\"name\":\""
        + artifact
        + "\",\"version\":\""
        + version
        + "\",\"purl\":\"pkg:maven/"
        + group
        + "/"
        + artifact
        + "@"
        + version
        + "\"}";
  }

  static byte[] json(String version, List<String> components) {
    String text =
        "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1,"
            + "\"metadata\":{\"component\":{\"type\":\"application\",\"group\":\"io.obsagent\",\"name\":\"obs-agent\","
            + "\"version\":\""
            + version
            + "\"}},\"components\":[\n"
            + String.join(",\n", components)
            + "\n]}\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
