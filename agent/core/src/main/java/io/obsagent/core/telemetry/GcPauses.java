/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.telemetry;

import com.sun.management.GarbageCollectionNotificationInfo;
import io.obsagent.core.vocabulary.Distribution;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * Pauses of the collectors: how many and how long by their own counts, and the lengths of the
 * latest 128, which are known from the first time that somebody asks. Thread-safe.
 */
final class GcPauses implements NotificationListener {
  private final double[] ring = new double[128];
  private int seen;

  GcPauses() {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (collector instanceof NotificationEmitter && pauses(collector)) {
        ((NotificationEmitter) collector).addNotificationListener(this, null, null);
      }
    }
  }

  /**
   * Concurrent collectors have beans for their cycles, which do not pause, beside those for their
   * pauses.
   */
  private static boolean pauses(GarbageCollectorMXBean collector) {
    return !collector.getName().contains("Cycles") && !collector.getName().contains("Concurrent");
  }

  @Override
  public void handleNotification(Notification notification, Object handback) {
    try {
      if (notification
          .getType()
          .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
        long millis =
            GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData())
                .getGcInfo()
                .getDuration();
        synchronized (this) {
          ring[seen++ % ring.length] = millis / 1000.0;
        }
      }
    } catch (RuntimeException e) {
      // A notification of another form tells nothing.
    }
  }

  Distribution distribution() {
    long count = 0;
    long millis = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (pauses(collector)) {
        count += Math.max(collector.getCollectionCount(), 0);
        millis += Math.max(collector.getCollectionTime(), 0);
      }
    }
    synchronized (this) {
      return new Distribution(
          count, millis / 1000.0, Arrays.copyOf(ring, Math.min(seen, ring.length)));
    }
  }
}
