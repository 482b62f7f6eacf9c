/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import static io.obsagent.core.export.Sending.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.export.Sending.Outcome;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketHttpSenderTlsTest {
  private static KeyStore valid;
  private static KeyStore expired;
  private static KeyStore otherName;

  @BeforeAll
  static void certificates(@TempDir Path folder) throws Exception {
    valid = Certificates.make(folder, "valid", "dns:localhost,ip:127.0.0.1");
    expired =
        Certificates.make(
            folder, "expired", "ip:127.0.0.1", "-startdate", "-30d", "-validity", "2");
    otherName = Certificates.make(folder, "other", "dns:other.example");
  }

  private static Backend server(KeyStore own) throws Exception {
    SSLContext context = Certificates.context(own, valid);
    SSLServerSocket socket =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    return new Backend(Backend.ok(), socket);
  }

  private static Outcome sendTo(Backend backend, KeyStore trusted) throws Exception {
    return send(sender(backend, trusted, 5000), "x");
  }

  private static SocketHttpSender sender(Backend backend, KeyStore trusted, long millis)
      throws Exception {
    Sending config = new Sending("https://127.0.0.1:" + backend.port() + "/v1/traces");
    config.within(millis);
    config.ssl = Certificates.context(valid, trusted);
    return new SocketHttpSender(config);
  }

  @Test
  void aTrustedServerIsTalkedToOverOneConnection() throws Exception {
    try (Backend backend = server(valid)) {
      SocketHttpSender sender = sender(backend, valid, 5000);
      assertThat(send(sender, "1").status()).isEqualTo(200);
      assertThat(send(sender, "2").status()).isEqualTo(200);
      assertThat(backend.connections).hasValue(1);
      backend.dropConnections();
      assertThat(send(sender, "3").status()).isEqualTo(200);
      sender.shutdown();
    }
  }

  @Test
  void anExpiredCertificateIsRefused() throws Exception {
    try (Backend backend = server(expired)) {
      assertThat(sendTo(backend, expired).error())
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("validity");
      assertThat(backend.requests).isEmpty();
    }
  }

  @Test
  void aCertificateOfAnotherNameIsRefused() throws Exception {
    try (Backend backend = server(otherName)) {
      assertThat(sendTo(backend, otherName).error())
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("127.0.0.1");
      assertThat(backend.requests).isEmpty();
    }
  }

  @Test
  void anUntrustedCertificateIsRefused() throws Exception {
    try (Backend backend = server(valid)) {
      assertThat(sendTo(backend, otherName).error()).isInstanceOf(SSLException.class);
      assertThat(backend.requests).isEmpty();
    }
  }

  @Test
  void theJvmsOwnTrustIsUsedWhenNoneIsGiven() throws Exception {
    try (Backend backend = server(valid)) {
      Sending config = new Sending("https://127.0.0.1:" + backend.port());
      assertThat(send(new SocketHttpSender(config), "x").error()).isInstanceOf(SSLException.class);
    }
  }

  @Test
  void aPlaintextServerFailsAndIsToldNothing() throws Exception {
    try (Backend backend = new Backend(Backend.ok())) {
      Outcome outcome = send(sender(backend, valid, 1000), "secret");
      assertThat(outcome.error()).isInstanceOfAny(SSLException.class, SocketTimeoutException.class);
      assertThat(outcome.millis()).isLessThan(3000);
      assertThat(backend.connections).hasValue(1);
    }
  }

  @Test
  void aTlsServerThatHangsInTheHandshakeCostsTheTimeout() throws Exception {
    try (java.net.ServerSocket silent =
        new java.net.ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      Sending config = new Sending("https://127.0.0.1:" + silent.getLocalPort()).within(400);
      config.ssl = Certificates.context(valid, valid);
      Outcome outcome = send(new SocketHttpSender(config), "x");
      assertThat(outcome.error()).isInstanceOf(SocketTimeoutException.class);
      assertThat(outcome.millis()).isBetween(390L, 3000L);
    }
  }

  @Test
  void aPlaintextRequestToATlsServerFails() throws Exception {
    try (Backend backend = server(valid)) {
      assertThat(send(new SocketHttpSender(Sending.to(backend)), "x").error())
          .isInstanceOf(java.io.IOException.class);
    }
  }
}
