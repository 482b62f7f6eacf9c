/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.reliability;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import javax.management.MBeanServer;
import javax.management.MBeanServerBuilder;
import javax.management.MBeanServerDelegate;

/**
 * Names a log manager and a builder of MBean servers of its own, some milliseconds after its start
 * (the argument), as an application server does. Prints which ones it gets.
 */
public final class Managers {
  private static final AtomicInteger MADE = new AtomicInteger();

  private Managers() {}

  /** The application's log manager. */
  public static final class Logs extends LogManager {}

  /** The application's builder, which counts. */
  public static final class Beans extends MBeanServerBuilder {
    @Override
    public MBeanServer newMBeanServer(
        String domain, MBeanServer outer, MBeanServerDelegate delegate) {
      MADE.incrementAndGet();
      return super.newMBeanServer(domain, outer, delegate);
    }
  }

  public static void main(String[] arguments) throws Exception {
    Thread.sleep(Long.parseLong(arguments[0]));
    System.setProperty("java.util.logging.manager", Logs.class.getName());
    System.setProperty("javax.management.builder.initial", Beans.class.getName());
    Logger.getLogger("example").fine("hello");
    ManagementFactory.getPlatformMBeanServer();
    System.out.println(LogManager.getLogManager().getClass().getName() + " " + MADE);
  }
}
