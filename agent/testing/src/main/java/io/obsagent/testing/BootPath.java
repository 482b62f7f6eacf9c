/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import net.bytebuddy.agent.ByteBuddyAgent;

/**
 * Puts the bootstrap classes where classes of the JDK see them, before one of them is loaded from
 * the class path.
 */
final class BootPath {
  private BootPath() {}

  static void prepare() {
    try {
      Path place =
          Path.of(
              BootPath.class
                  .getClassLoader()
                  .getResource("io/obsagent/bootstrap/Dispatch.class")
                  .toURI()
                  .toString()
                  .replaceFirst("^jar:", "")
                  .replaceFirst("^file:", "")
                  .replaceFirst("!?/io/obsagent/bootstrap/Dispatch.class$", ""));
      JarFile jar = new JarFile((Files.isDirectory(place) ? packed(place) : place).toFile());
      ByteBuddyAgent.install().appendToBootstrapClassLoaderSearch(jar);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path packed(Path classes) throws IOException {
    Path jar = Files.createTempFile("obs-agent-bootstrap", ".jar");
    jar.toFile().deleteOnExit();
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, out);
      }
    }
    return jar;
  }
}
