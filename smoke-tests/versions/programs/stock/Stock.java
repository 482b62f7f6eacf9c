/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;

/** Something that an application asks another one for, to be seen in its place in a trace. */
final class Stock {
  private Stock() {}

  /** Has it answer. */
  static void serve() throws Exception {
    Web.serve("/stock", () -> "7 left");
  }

  /** Asks it. */
  static String ask() {
    try {
      URL url = new URL("http://127.0.0.1:" + Web.port() + "/stock");
      HttpURLConnection connection = (HttpURLConnection) url.openConnection();
      try (InputStream in = connection.getInputStream()) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int one = in.read(); one >= 0; one = in.read()) {
          all.write(one);
        }
        return all.toString("UTF-8");
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
