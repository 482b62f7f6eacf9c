/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.published;

import com.google.common.util.concurrent.SettableFuture;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import okhttp3.OkHttpClient;
import redis.clients.jedis.Jedis;

/** Uses libraries that published modules are for, says what came of it, and ends with its input. */
public final class Libraries {
  private Libraries() {}

  public static void main(String[] arguments) throws Exception {
    SettableFuture<String> future = SettableFuture.create();
    future.addListener(() -> System.out.println("guava heard"), Runnable::run);
    future.set("something");
    System.out.println("okhttp " + new OkHttpClient.Builder().build().interceptors().size());
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread redis = new Thread(() -> serve(server), "redis");
      redis.setDaemon(true);
      redis.start();
      try (Jedis jedis = new Jedis("127.0.0.1", server.getLocalPort())) {
        System.out.println("jedis " + jedis.set("key", "value"));
      }
    }
    while (System.in.read() >= 0) {
      // Until there is no more.
    }
  }

  /** Says OK to every command of one connection. */
  private static void serve(ServerSocket server) {
    try (Socket socket = server.accept();
        OutputStream out = socket.getOutputStream();
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        for (int i = 2 * Integer.parseInt(line.substring(1)); i > 0; i--) {
          in.readLine();
        }
        out.write("+OK\r\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (IOException e) {
      System.out.println("redis ended");
    }
  }
}
