/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates made by keytool when a test needs them. */
final class Certificates {
  private static final char[] PASSWORD = "password".toCharArray();

  private Certificates() {}

  /**
   * A key store with an authority of its own and a key whose certificate the authority signed.
   *
   * @param names the subject's alternative names, as keytool takes them
   * @param options more keytool options for the certificate
   */
  static KeyStore make(Path folder, String name, String names, String... options) throws Exception {
    Path file = folder.resolve(name + ".p12");
    keytool(file, "ca", "CN=authority of " + name, "-ext", "BasicConstraints=ca:true");
    List<String> signed = new ArrayList<>(List.of("-signer", "ca", "-ext", "SAN=" + names));
    signed.addAll(List.of(options));
    keytool(file, "server", "CN=" + name, signed.toArray(new String[0]));
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  private static void keytool(Path file, String alias, String subject, String... options)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + File.separator + "bin/keytool",
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                subject,
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                file.toString()));
    command.addAll(List.of(options));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(keytool.getInputStream().readAllBytes());
    if (keytool.waitFor() != 0) {
      throw new IOException(output);
    }
  }

  /**
   * A context that shows the server's certificate of one key store and trusts the authority of
   * another.
   */
  static SSLContext context(KeyStore own, KeyStore trusted) throws Exception {
    KeyStore server = empty();
    server.setKeyEntry(
        "server", own.getKey("server", PASSWORD), PASSWORD, own.getCertificateChain("server"));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(server, PASSWORD);
    KeyStore anchors = empty();
    anchors.setCertificateEntry("ca", trusted.getCertificate("ca"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(anchors);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore empty() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
