/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;

/** Asks servers, with a deadline on each step. */
final class Http {
  private static final int MILLIS = 3000;
  private static final int MOST_BYTES = 32 * 1024 * 1024;

  private Http() {}

  /**
   * The body of a page, of an error page as well.
   *
   * @throws IOException when there is no answer in time
   */
  static String get(String url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) new URL(url).openConnection(Proxy.NO_PROXY);
    connection.setConnectTimeout(MILLIS);
    connection.setReadTimeout(MILLIS);
    connection.setInstanceFollowRedirects(false);
    boolean fine = connection.getResponseCode() < 400;
    try (InputStream in = fine ? connection.getInputStream() : connection.getErrorStream()) {
      return in == null ? "" : read(in);
    } finally {
      connection.disconnect();
    }
  }

  private static String read(InputStream in) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[16 * 1024];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      out.write(buffer, 0, count);
      if (out.size() > MOST_BYTES) {
        throw new IOException("the page is larger than " + MOST_BYTES + " bytes");
      }
    }
    return new String(out.toByteArray(), StandardCharsets.UTF_8);
  }

  /**
   * Connects and closes again.
   *
   * @throws IOException when nobody accepts in time
   */
  static void connect(String host, int port) throws IOException {
    try (Socket socket = new Socket()) {
      InetSocketAddress address = new InetSocketAddress(host, port);
      if (address.isUnresolved()) {
        throw new IOException("unknown host " + host);
      }
      socket.connect(address, MILLIS);
    }
  }
}
