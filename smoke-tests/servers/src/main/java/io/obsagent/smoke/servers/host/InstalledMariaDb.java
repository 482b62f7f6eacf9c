/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.servers.host;

import io.obsagent.smoke.servers.Ports;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** MariaDB as the system has it installed, without accounts: whoever connects may do all. */
final class InstalledMariaDb {
  static final String DATABASE = "shop";

  private static final String READY = "ready for connections";

  private InstalledMariaDb() {}

  /**
   * Starts a server.
   *
   * @throws NoSuchFileException when none is installed
   */
  static Address start() throws IOException {
    Path binary = binary();
    Path folder = Files.createTempDirectory("smoke-mariadb-");
    Path data = Files.createDirectory(folder.resolve("data"));
    Path init = Files.writeString(folder.resolve("init.sql"), "CREATE DATABASE " + DATABASE + ";");
    int port = Ports.free();
    Process server =
        new ProcessBuilder(
                binary.toString(),
                "--no-defaults",
                "--user=" + System.getProperty("user.name"),
                "--datadir=" + data,
                "--init-file=" + init,
                "--socket=" + folder.resolve("socket"),
                "--port=" + port,
                "--bind-address=" + Address.LOOPBACK,
                "--skip-grant-tables",
                "--skip-name-resolve",
                "--character-set-server=utf8mb4",
                "--default-time-zone=+00:00",
                "--innodb-buffer-pool-size=16M",
                "--innodb-flush-log-at-trx-commit=0")
            .redirectErrorStream(true)
            .start();
    EmbeddedPostgres.awaitReady(server, READY);
    return new Address(Address.LOOPBACK, port, () -> stop(server, folder));
  }

  /** Killed, for nothing of it is kept. */
  private static void stop(Process server, Path folder) throws IOException, InterruptedException {
    server.destroyForcibly().waitFor();
    EmbeddedPostgres.delete(folder);
  }

  /** On the path, or where Debian has what is not for everybody's path. */
  private static Path binary() throws NoSuchFileException {
    String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin";
    for (String place : path.split(File.pathSeparator)) {
      Path binary = Path.of(place, "mariadbd");
      if (Files.isExecutable(binary)) {
        return binary;
      }
    }
    throw new NoSuchFileException("mariadbd");
  }
}
