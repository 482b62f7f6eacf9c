/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.reliability;

import java.net.http.HttpClient;
import java.util.TimerTask;

/**
 * A class that is woven, as a {@code TimerTask}, and the host of one with a lambda; starts a client
 * of the JDK's, where it is the same. Prints {@code ran}.
 */
public final class Nest extends TimerTask {
  private static final class Member {
    static Runnable lambda() {
      return () -> System.out.println("ran");
    }
  }

  @Override
  public void run() {}

  public static void main(String[] arguments) {
    HttpClient client = HttpClient.newHttpClient();
    Member.lambda().run();
    System.exit(client.version() == null ? 1 : 0);
  }
}
