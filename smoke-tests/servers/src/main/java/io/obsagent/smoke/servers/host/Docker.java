/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.servers.host;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.testcontainers.containers.GenericContainer;

/** The same servers in containers, used where a Docker engine answers. */
final class Docker {
  private static final Path SOCKET = Path.of("/var/run/docker.sock");

  /** PostgreSQL. */
  static final Image POSTGRES =
      new Image("postgres:18-alpine", 5432) {
        @Override
        void configure(GenericContainer<?> container) {
          container.withEnv("POSTGRES_PASSWORD", "postgres");
        }
      };

  /** MariaDB, of the version that Debian has. */
  static final Image MARIADB =
      new Image("mariadb:10.11", 3306) {
        @Override
        void configure(GenericContainer<?> container) {
          container
              .withEnv("MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", "yes")
              .withEnv("MARIADB_DATABASE", InstalledMariaDb.DATABASE);
        }
      };

  /** Redis. */
  static final Image REDIS = new Image("redis:8-alpine", 6379);

  /** MinIO. */
  static final Image S3 =
      new Image("minio/minio:RELEASE.2025-04-22T22-12-26Z", 9000) {
        @Override
        void configure(GenericContainer<?> container) {
          container
              .withEnv("MINIO_ROOT_USER", EmbeddedS3.ACCESS_KEY)
              .withEnv("MINIO_ROOT_PASSWORD", EmbeddedS3.SECRET_KEY)
              .withCommand("server", "/data");
        }
      };

  private Docker() {}

  /** An image, the port to publish, and what else its container needs. */
  static class Image {
    private final String name;
    private final int port;

    Image(String name, int port) {
      this.name = name;
      this.port = port;
    }

    void configure(GenericContainer<?> container) {}
  }

  /** Whether an engine answers a ping on the usual socket; at once when there is no socket. */
  static boolean answers() {
    if (!Files.exists(SOCKET)) {
      return false;
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(SOCKET));
      String request = "GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n";
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer reply = ByteBuffer.allocate(16);
      channel.read(reply);
      return new String(reply.array(), StandardCharsets.US_ASCII).contains(" 200");
    } catch (IOException e) {
      return false;
    }
  }

  /** A container of {@code image}, or {@code embedded} when it cannot be had. */
  static Address start(Image image, Callable<Address> embedded) throws Exception {
    GenericContainer<?> container = new GenericContainer<>(image.name);
    container.withExposedPorts(image.port);
    image.configure(container);
    try {
      container.start();
    } catch (RuntimeException e) {
      container.close();
      System.err.println(image.name + " cannot be started, embedded instead: " + e.getMessage());
      return embedded.call();
    }
    return new Address(container.getHost(), container.getMappedPort(image.port), container);
  }
}
