/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.server;

import io.obsagent.core.export.FailureLog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Serves a few pages over HTTP, on one daemon thread, {@code obs-server}, and at most 16
 * connections. When all are taken a new one replaces the one whose client has been silent longest,
 * so that idle, half-sent and slowly read requests shut nobody out, but not one that has been there
 * for some milliseconds only, so that a burst of new ones shuts nobody out either. If the port is
 * taken it says so once and tries again after a second, as the one before may be about to end, then
 * after twice as long each time, up to 30 seconds. Thread-safe.
 */
public final class MetricsServer {
  private static final int MAX_CONNECTIONS = 16;
  private static final int MAX_ACCEPTS_AT_ONCE = 8;

  /**
   * Long enough for a burst: a connection that finds no place here is tried again only after a
   * second.
   */
  private static final int BACKLOG = 1024;

  private static final int MAX_PENDING_BYTES = 8 * 1024 * 1024;
  private static final int READ_BYTES = 16 * 1024;
  private static final long BIND_AGAIN_MILLIS = 1_000;
  private static final long BIND_AGAIN_AT_LEAST_EVERY_MILLIS = 30_000;
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final String host;
  private final int wantedPort;
  private final Map<String, Page> pages;
  private final FailureLog.Lines lines;
  private final long bindAgainMillis;
  private final Thread thread = new Server();
  private volatile int port;
  private volatile boolean stopped;
  private volatile @Nullable Selector selector;

  /**
   * A server that is not started.
   *
   * @param host the address to listen on; {@code 127.0.0.1} unless other machines are to be let in
   * @param port the port, or 0 for any free one
   * @param pages the pages by path, such as {@code /metrics}; copied
   * @param lines where a port that is taken is reported
   */
  public MetricsServer(String host, int port, Map<String, Page> pages, FailureLog.Lines lines) {
    this(host, port, pages, lines, BIND_AGAIN_MILLIS);
  }

  MetricsServer(
      String host,
      int port,
      Map<String, Page> pages,
      FailureLog.Lines lines,
      long bindAgainMillis) {
    this.host = host;
    this.wantedPort = port;
    this.pages = Collections.unmodifiableMap(new HashMap<>(pages));
    this.lines = lines;
    this.bindAgainMillis = bindAgainMillis;
  }

  /**
   * Starts to listen, on the server's own thread. To be called once. Never blocks, never throws.
   */
  public void start() {
    try {
      thread.start();
    } catch (Throwable noThread) {
      report("Cannot start the metrics server: " + noThread);
    }
  }

  /** Ends the server and closes its connections, soon. */
  public void stop() {
    stopped = true;
    Selector used = selector;
    if (used != null) {
      used.wakeup();
    }
    LockSupport.unpark(thread);
  }

  /** The port that is listened on; 0 while there is none. */
  public int port() {
    return port;
  }

  private boolean report(String line) {
    try {
      lines.print(line);
      return true;
    } catch (Throwable notPrinted) {
      return false;
    }
  }

  /** Binds and serves, again and again, until stopped. */
  private final class Server extends Thread {
    private boolean failing;
    private long untilNextBind = bindAgainMillis;

    Server() {
      super("obs-server");
      setDaemon(true);
      setContextClassLoader(MetricsServer.class.getClassLoader());
    }

    @Override
    public void run() {
      while (!stopped) {
        try {
          listen();
        } catch (ClosedByInterruptException interrupted) {
          Thread.interrupted();
        } catch (Throwable failure) {
          String reason = failure.getMessage();
          if (!failing) {
            failing =
                report(
                    "Cannot serve metrics on "
                        + host
                        + ':'
                        + wantedPort
                        + " yet: "
                        + (reason == null ? failure.getClass().getSimpleName() : reason));
          }
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(untilNextBind));
          untilNextBind = Math.min(2 * untilNextBind, BIND_AGAIN_AT_LEAST_EVERY_MILLIS);
          Thread.interrupted();
        }
      }
    }

    private void listen() throws IOException {
      InetSocketAddress address = new InetSocketAddress(host, wantedPort);
      if (address.isUnresolved()) {
        throw new IOException("no such host");
      }
      try (ServerSocketChannel server = ServerSocketChannel.open();
          Selector opened = Selector.open()) {
        server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        server.bind(address, BACKLOG);
        server.configureBlocking(false);
        SelectionKey accepting = server.register(opened, SelectionKey.OP_ACCEPT);
        port = ((InetSocketAddress) server.getLocalAddress()).getPort();
        selector = opened;
        if (failing) {
          failing = !report("Serving metrics on " + host + ':' + port);
        }
        new Connections(server, opened, accepting).serve();
      } finally {
        port = 0;
        selector = null;
      }
    }
  }

  /** The open connections; everything between a successful bind and its end. */
  private final class Connections {
    private final ServerSocketChannel server;
    private final Selector selector;
    private final SelectionKey accepting;
    private final List<Connection> open = new ArrayList<>(MAX_CONNECTIONS);
    private final ByteBuffer scratch = ByteBuffer.allocate(READ_BYTES);

    /** Whether clients knock for whom there is no place yet. */
    private boolean full;

    Connections(ServerSocketChannel server, Selector selector, SelectionKey accepting) {
      this.server = server;
      this.selector = selector;
      this.accepting = accepting;
    }

    void serve() throws IOException {
      try {
        while (!stopped) {
          selector.select(untilNextDeadline());
          Thread.interrupted();
          long now = System.nanoTime();
          boolean knocking = full;
          for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); ) {
            SelectionKey key = keys.next();
            keys.remove();
            Connection connection = (Connection) key.attachment();
            if (connection == null) {
              knocking = true;
            } else if (key.isValid()) {
              proceed(connection, now);
            }
          }
          closeOverdue();
          if (knocking) {
            // After those whose request is there have been served.
            full = !accept();
            accepting.interestOps(full ? 0 : SelectionKey.OP_ACCEPT);
          }
        }
      } finally {
        for (int i = 0; i < open.size(); i++) {
          open.get(i).close();
        }
      }
    }

    /** Milliseconds, at least 1; 0 for no deadline. */
    private long untilNextDeadline() {
      long nanos = Long.MAX_VALUE;
      long now = System.nanoTime();
      for (int i = 0; i < open.size(); i++) {
        nanos = Math.min(nanos, open.get(i).deadline - now);
      }
      if (full && !open.isEmpty()) {
        nanos = Math.min(nanos, leastWanted().replaceable() - now);
      }
      return open.isEmpty() ? 0 : Math.max(1, nanos / 1_000_000 + 1);
    }

    private void closeOverdue() {
      long now = System.nanoTime();
      for (int i = open.size() - 1; i >= 0; i--) {
        if (open.get(i).deadline - now <= 0) {
          open.remove(i).close();
        }
      }
    }

    /** False when there is no place for another one yet. */
    private boolean accept() throws IOException {
      for (int i = 0; i < MAX_ACCEPTS_AT_ONCE; i++) {
        long now = System.nanoTime();
        if (open.size() >= MAX_CONNECTIONS && leastWanted().replaceable() - now > 0) {
          return false;
        }
        SocketChannel channel;
        try {
          channel = server.accept();
        } catch (ClosedChannelException serverIsClosed) {
          throw serverIsClosed;
        } catch (IOException tooManyFiles) {
          LockSupport.parkNanos(REST_NANOS);
          return true;
        }
        if (channel == null) {
          return true;
        }
        if (open.size() >= MAX_CONNECTIONS) {
          // Its request may have come at last.
          proceed(leastWanted(), now);
        }
        if (open.size() >= MAX_CONNECTIONS) {
          close(leastWanted());
          // A channel that is closed keeps its file until the selector has noticed.
          selector.selectNow();
        }
        try {
          channel.configureBlocking(false);
          SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
          long start = System.nanoTime();
          Connection connection = new Connection(channel, key, pages, start);
          key.attach(connection);
          open.add(connection);
          proceed(connection, start);
        } catch (Throwable failure) {
          channel.close();
        }
      }
      return true;
    }

    private void proceed(Connection connection, long now) {
      try {
        if (!connection.proceed(scratch, now)) {
          close(connection);
        }
      } catch (Throwable failure) {
        close(connection);
      }
      Connection victim;
      while (pendingBytes() > MAX_PENDING_BYTES && (victim = slowest(connection)) != null) {
        close(victim);
      }
    }

    private void close(Connection connection) {
      open.remove(connection);
      connection.close();
    }

    private long pendingBytes() {
      long bytes = 0;
      for (int i = 0; i < open.size(); i++) {
        bytes += open.get(i).pending();
      }
      return bytes;
    }

    /** A connection that has its answer, else the one whose client has been silent longest. */
    private Connection leastWanted() {
      Connection least = open.get(0);
      for (int i = 1; i < open.size(); i++) {
        Connection connection = open.get(i);
        if (connection.isLessWantedThan(least)) {
          least = connection;
        }
      }
      return least;
    }

    /** Of the others that have an answer to take, the one whose client has been silent longest. */
    private @Nullable Connection slowest(Connection except) {
      Connection slowest = null;
      for (int i = 0; i < open.size(); i++) {
        Connection connection = open.get(i);
        if (connection != except
            && connection.pending() > 0
            && (slowest == null || connection.isLessWantedThan(slowest))) {
          slowest = connection;
        }
      }
      return slowest;
    }
  }
}
