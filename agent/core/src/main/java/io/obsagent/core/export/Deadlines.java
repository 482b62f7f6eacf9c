/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes sockets whose time is up. Socket timeouts bound a single read; they bound neither a write
 * nor an answer that drips in byte by byte. Thread-safe; one daemon thread, {@code obs-deadline},
 * that starts with the first socket.
 */
final class Deadlines implements Runnable {
  static final Deadlines SHARED = new Deadlines();

  /** A socket with its deadline. */
  static final class Watch {
    private final Socket socket;
    private final long deadline;
    private volatile boolean expired;

    private Watch(Socket socket, long deadline) {
      this.socket = socket;
      this.deadline = deadline;
    }

    /** Whether the socket was closed because its time was up. */
    boolean hasExpired() {
      return expired;
    }
  }

  private final List<Watch> watches = new ArrayList<>();
  private @Nullable Thread thread;

  /**
   * Closes the socket at the deadline, unless {@link #forget} comes first.
   *
   * @param deadline in terms of {@link System#nanoTime()}
   */
  synchronized Watch watch(Socket socket, long deadline) {
    if (thread == null) {
      Thread starting = new Thread(this, "obs-deadline");
      starting.setDaemon(true);
      starting.setContextClassLoader(Deadlines.class.getClassLoader());
      starting.start();
      thread = starting;
    }
    Watch watch = new Watch(socket, deadline);
    watches.add(watch);
    notifyAll();
    return watch;
  }

  synchronized void forget(@Nullable Watch watch) {
    watches.remove(watch);
  }

  @Override
  public void run() {
    while (true) {
      try {
        close(nextExpired());
      } catch (Throwable goOn) {
        Thread.yield();
      }
    }
  }

  private synchronized Watch nextExpired() throws InterruptedException {
    while (true) {
      long now = System.nanoTime();
      long wait = Long.MAX_VALUE;
      for (int i = 0; i < watches.size(); i++) {
        Watch watch = watches.get(i);
        long left = watch.deadline - now;
        if (left <= 0) {
          watches.remove(i);
          return watch;
        }
        wait = Math.min(wait, left);
      }
      if (watches.isEmpty()) {
        wait();
      } else {
        TimeUnit.NANOSECONDS.timedWait(this, wait);
      }
    }
  }

  private static void close(Watch watch) throws IOException {
    watch.expired = true;
    watch.socket.close();
  }
}
