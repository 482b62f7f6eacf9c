/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import io.obsagent.smoke.servers.RedisServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A way to a server, on which replies can be held back and which can be cut. */
final class Gate implements AutoCloseable {
  private final RedisServer server;
  private final int port;
  private final List<Socket> sockets = new ArrayList<>();
  private ServerSocket listener;
  private Thread acceptor;
  private boolean held;

  private Gate(RedisServer server) throws IOException {
    this.server = server;
    this.listener = listen();
    this.port = listener.getLocalPort();
  }

  /** Opens a way to a server. */
  static Gate to(RedisServer server) {
    try {
      return new Gate(server);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  String host() {
    return "127.0.0.1";
  }

  int port() {
    return port;
  }

  String url() {
    return "redis://" + host() + ":" + port;
  }

  /** From now on the server seems to hang: what is sent arrives, but no reply comes back. */
  synchronized void hold() {
    held = true;
  }

  /** Lets the replies pass again, those held back first. */
  synchronized void release() {
    held = false;
    notifyAll();
  }

  /**
   * Breaks all connections; new ones are refused. Waits for the thread that accepts them: the
   * system keeps the port until that thread has left its call, and a connection it just took is to
   * be broken too.
   */
  void cut() throws IOException, InterruptedException {
    listener.close();
    acceptor.join();
    synchronized (this) {
      for (Socket socket : sockets) {
        socket.close();
      }
      sockets.clear();
      release();
    }
  }

  /** The server is back. */
  void mend() throws IOException {
    listener = listen(port);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    cut();
  }

  /**
   * On a port that no connection gets for its own: a client that connects again and again to one of
   * those, where nobody listens, is at last connected to itself.
   */
  private ServerSocket listen() throws IOException {
    while (true) {
      try {
        return listen(ThreadLocalRandom.current().nextInt(20_000, 32_000));
      } catch (BindException taken) {
        continue;
      }
    }
  }

  private ServerSocket listen(int wanted) throws IOException {
    ServerSocket opened = new ServerSocket();
    opened.setReuseAddress(true);
    opened.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), wanted));
    acceptor = start(() -> accept(opened));
    return opened;
  }

  private static Thread start(Runnable task) {
    Thread thread = new Thread(task, "gate");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void accept(ServerSocket accepting) {
    try {
      while (true) {
        Socket client = accepting.accept();
        Socket behind = new Socket(server.host(), server.port());
        synchronized (this) {
          sockets.add(client);
          sockets.add(behind);
        }
        start(() -> pass(client, behind, false));
        start(() -> pass(behind, client, true));
      }
    } catch (IOException e) {
      // It was cut.
    }
  }

  private void pass(Socket from, Socket to, boolean replies) {
    byte[] bytes = new byte[8192];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        if (replies) {
          awaitRelease();
        }
        out.write(bytes, 0, read);
      }
    } catch (IOException | InterruptedException e) {
      // One of both ends is gone, and so is the other now.
    }
  }

  private synchronized void awaitRelease() throws InterruptedException {
    while (held) {
      wait();
    }
  }
}
