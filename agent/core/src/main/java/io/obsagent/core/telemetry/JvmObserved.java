/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.telemetry;

import io.obsagent.core.log.AgentLog;
import io.obsagent.core.vocabulary.Observations;
import io.obsagent.core.vocabulary.Observed;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/**
 * The JVM and its process, read when metrics are collected. Nothing of java.lang.management is
 * touched before the first collection; where that module is absent the values are absent, and a
 * line says so. Thread-safe.
 */
public final class JvmObserved implements Observed {
  private @Nullable GcPauses pauses;
  private boolean told;

  private JvmObserved() {}

  /** Makes the JVM and the process known to the catalogue. */
  public static void register() {
    JvmObserved observed = new JvmObserved();
    Observations.JVM.put("jvm", observed);
    Observations.PROCESS.put("process", observed);
  }

  @Override
  public @Nullable Object read(String field) {
    try {
      return value(field);
    } catch (LinkageError e) {
      tell(e);
      return null;
    } catch (RuntimeException e) {
      return null;
    }
  }

  /** Says once which module is absent. */
  private synchronized void tell(LinkageError error) {
    if (!told) {
      told = true;
      boolean ofJdk = AgentLog.describe(error).contains("com/sun/management");
      AgentLog.info(
          "this Java runtime lacks the module "
              + (ofJdk ? "jdk.management" : "java.management")
              + ": there are no metrics of the "
              + (ofJdk ? "process's CPU time and files" : "JVM's memory, threads and collections"));
    }
  }

  private @Nullable Object value(String field) {
    switch (field) {
      case "memory.heap.used":
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      case "memory.committed":
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted()
            + ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage().getCommitted();
      case "threads.live":
        return (long) ManagementFactory.getThreadMXBean().getThreadCount();
      case "threads.platform":
        Long threads = ProcFile.number("/proc/self/status", "Threads:");
        return threads == null ? value("threads.live") : threads;
      case "classes.loaded":
        return (long) ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
      case "gc.pauses":
        return pauses().distribution();
      case "start.seconds":
        return ManagementFactory.getRuntimeMXBean().getStartTime() / 1000.0;
      case "memory.resident":
        Long kilobytes = ProcFile.number("/proc/self/status", "VmRSS:");
        return kilobytes == null ? null : kilobytes * 1024;
      case "cpu.seconds":
        return SystemBean.cpuSeconds();
      case "open.fds":
        return SystemBean.openFiles();
      default:
        return null;
    }
  }

  private synchronized GcPauses pauses() {
    GcPauses made = pauses;
    if (made == null) {
      made = new GcPauses();
      pauses = made;
    }
    return made;
  }
}
