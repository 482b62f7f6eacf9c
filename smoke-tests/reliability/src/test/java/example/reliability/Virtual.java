/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.reliability;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPool;

/**
 * Runs virtual threads, as many as the first argument says, which each wait, ask a database and a
 * Redis (the second argument is its URL), every hundredth also an HTTP server. Prints {@code done
 * N}, how many did all that, then {@code pinned} and the stack of each pinned thread that an agent
 * is in, then {@code events N} of pinned threads at all.
 */
public final class Virtual {
  private static final int CONNECTIONS = 16;

  /**
   * Threads that come one after the other at first: while a class loads the JVM pins those who
   * wait.
   */
  private static final int ALONE = 20;

  private final BlockingQueue<Connection> database = new ArrayBlockingQueue<>(CONNECTIONS);
  private final Semaphore calls = new Semaphore(CONNECTIONS);
  private final AtomicInteger done = new AtomicInteger();
  private final JedisPool redis;
  private final URL url;

  private Virtual(String redisUrl, URL url) throws SQLException {
    this.redis = new JedisPool(redisUrl);
    this.url = url;
    for (int i = 0; i < CONNECTIONS; i++) {
      database.add(DriverManager.getConnection("jdbc:h2:mem:virtual;DB_CLOSE_DELAY=-1", "sa", ""));
    }
    try (Connection connection =
            DriverManager.getConnection("jdbc:h2:mem:virtual;DB_CLOSE_DELAY=-1", "sa", "");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE items (id INT PRIMARY KEY, name VARCHAR(40))");
      statement.execute("INSERT INTO items VALUES (1, 'one')");
    }
  }

  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[0]);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads());
    try (Recording recording = new Recording()) {
      server.createContext(
          "/",
          exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
          });
      server.start();
      URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
      Virtual virtual = new Virtual(arguments[1], uri.toURL());
      for (int i = 0; i < ALONE; i++) {
        virtual.run(1);
      }
      recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO).withStackTrace();
      recording.start();
      virtual.run(count);
      recording.stop();
      server.stop(0);
      System.out.println("done " + (virtual.done.get() - ALONE));
      Path file = Files.createTempFile("virtual", ".jfr");
      recording.dump(file);
      print(file);
      Files.delete(file);
    }
    System.exit(0);
  }

  private void run(int count) throws ReflectiveOperationException, InterruptedException {
    ExecutorService threads = threads();
    for (int i = 0; i < count; i++) {
      boolean calling = i % 100 == 0;
      threads.execute(() -> work(calling));
    }
    threads.shutdown();
    threads.awaitTermination(1, TimeUnit.HOURS);
  }

  /** A virtual thread for each task; by reflection, for this is compiled for an older JDK. */
  private static ExecutorService threads() throws ReflectiveOperationException {
    return (ExecutorService)
        Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
  }

  private void work(boolean calling) {
    try {
      Thread.sleep(1);
      Connection mine = database.take();
      try (PreparedStatement select =
          mine.prepareStatement("SELECT name FROM items WHERE id = ?")) {
        select.setInt(1, 1);
        try (ResultSet rows = select.executeQuery()) {
          rows.next();
        }
      } finally {
        database.add(mine);
      }
      try (Jedis jedis = redis.getResource()) {
        jedis.get("item");
      }
      if (calling) {
        call();
      }
      done.incrementAndGet();
    } catch (SQLException | IOException | InterruptedException | RuntimeException e) {
      e.printStackTrace();
    }
  }

  private void call() throws IOException, InterruptedException {
    calls.acquire();
    try (InputStream in = url.openStream()) {
      in.readAllBytes();
    } finally {
      calls.release();
    }
  }

  private static void print(Path file) throws IOException {
    int events = 0;
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        events++;
        StringBuilder stack = new StringBuilder("pinned");
        boolean ours = false;
        if (event.getStackTrace() != null) {
          for (RecordedFrame frame : event.getStackTrace().getFrames()) {
            String type = frame.getMethod().getType().getName();
            ours |= type.startsWith("io.obsagent.");
            stack.append(' ').append(type).append('.').append(frame.getMethod().getName());
          }
        }
        if (ours) {
          System.out.println(stack);
        }
      }
    }
    System.out.println("events " + events);
  }
}
