/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.servers.host;

import io.obsagent.smoke.servers.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL from the binaries published for tests, unpacked once per user into the temporary
 * directory. PostgreSQL refuses to run as root: then it runs as nobody, or where that is not
 * allowed in a user namespace of its own.
 */
final class EmbeddedPostgres {
  private static final String READY = "database system is ready to accept connections";
  private static final String NOBODY = "65534";
  private static final int STOP_SECONDS = 10;

  private EmbeddedPostgres() {}

  static Address start() throws IOException, InterruptedException {
    Path home = unpacked();
    Path data = Files.createTempDirectory("smoke-postgres-data-");
    List<String> prefix = prefix(home, data);
    String bin = home.resolve("bin").toString();
    int port = Ports.free();
    run(
        prefix,
        List.of(
            bin + "/initdb",
            "--pgdata=" + data,
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync"));
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            bin + "/postgres",
            "-D",
            data.toString(),
            "-p",
            Integer.toString(port),
            "-c",
            "listen_addresses=" + Address.LOOPBACK,
            "-c",
            "unix_socket_directories=",
            "-c",
            "fsync=off",
            "-c",
            "shared_buffers=16MB",
            "-c",
            "timezone=UTC"));
    Process server = new ProcessBuilder(command).redirectErrorStream(true).start();
    awaitReady(server, READY);
    return new Address(Address.LOOPBACK, port, () -> stop(server, data));
  }

  /** Waits for a line with these words, then goes on reading so that the server never blocks. */
  static void awaitReady(Process server, String ready) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder seen = new StringBuilder();
    for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
      seen.append(line).append('\n');
      if (line.contains(ready)) {
        Thread drain = new Thread(() -> lines.lines().forEach(rest -> {}), "smoke-server-output");
        drain.setDaemon(true);
        drain.start();
        return;
      }
    }
    throw new IOException("the server did not start:\n" + seen);
  }

  private static void stop(Process server, Path data) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-QUIT", Long.toString(server.pid())).start().waitFor();
    if (!server.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      server.destroyForcibly().waitFor();
    }
    delete(data);
  }

  /** What to put before a command so that it does not run as root; empty for another user. */
  private static List<String> prefix(Path home, Path data)
      throws IOException, InterruptedException {
    if (!"0".equals(output(List.of("id", "-u")))) {
      return List.of();
    }
    Path binary = home.resolve("bin/postgres");
    List<String> nobody =
        List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
    List<String> namespace = List.of("unshare", "-U");
    if (works(nobody, binary) && run(List.of("chown", NOBODY + ":" + NOBODY, data.toString()))) {
      return nobody;
    }
    if (works(namespace, binary)) {
      return namespace;
    }
    throw new IOException("PostgreSQL cannot run as root, and neither setpriv nor unshare works");
  }

  private static boolean works(List<String> prefix, Path binary) throws InterruptedException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of("test", "-x", binary.toString()));
    return run(command);
  }

  private static boolean run(List<String> command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static void run(List<String> prefix, List<String> command)
      throws IOException, InterruptedException {
    List<String> whole = new ArrayList<>(prefix);
    whole.addAll(command);
    Process process = new ProcessBuilder(whole).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(whole + " failed:\n" + output);
    }
  }

  private static String output(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
  }

  /** The directory of the binaries; unpacked beside it and moved, so it is whole or absent. */
  private static Path unpacked() throws IOException {
    String archive = archive();
    @Nullable URL resource = EmbeddedPostgres.class.getResource("/" + archive);
    if (resource == null) {
      throw new IOException("no PostgreSQL binaries for this system: " + archive);
    }
    URLConnection connection = resource.openConnection();
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    String name = "smoke-" + archive.replace(".txz", "") + "-" + System.getProperty("user.name");
    Path home = temporary.resolve(name + "-" + connection.getContentLengthLong());
    if (!Files.isDirectory(home)) {
      Path unpacking = Files.createTempDirectory(temporary, name);
      try (InputStream stream = connection.getInputStream()) {
        unpack(stream, unpacking);
      }
      unpacking.toFile().setExecutable(true, false);
      unpacking.toFile().setReadable(true, false);
      move(unpacking, home);
    }
    return home;
  }

  private static void move(Path unpacking, Path home) throws IOException {
    try {
      Files.move(unpacking, home);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      delete(unpacking);
    }
  }

  private static String archive() {
    String os = System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
    String architecture = System.getProperty("os.arch");
    boolean arm = architecture.equals("aarch64") || architecture.equals("arm64");
    return "postgres-" + os + "-" + (arm ? "arm_64" : "x86_64") + ".txz";
  }

  private static void unpack(InputStream resource, Path target) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZCompressorInputStream(resource))) {
      for (@Nullable TarArchiveEntry entry = tar.getNextEntry();
          entry != null;
          entry = tar.getNextEntry()) {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("outside the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else if (entry.isSymbolicLink()) {
          Files.createDirectories(path.getParent());
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
          Files.createDirectories(path.getParent());
          Files.copy(tar, path);
          path.toFile().setExecutable((entry.getMode() & 0100) != 0, false);
        }
      }
    }
  }

  static void delete(Path directory) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(directory)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    } catch (NoSuchFileException e) {
      return;
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
