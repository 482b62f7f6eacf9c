/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.VirtualMachine;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** A JVM under measurement. */
final class Jvm implements AutoCloseable {
  private static final double TICK_MILLIS = 10;

  private final Process process;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final List<String> lines = new ArrayList<>();
  private final long started = System.nanoTime();
  private volatile long readyNanos;
  private volatile String readyLine = "";
  private JMXConnector connector;

  private Jvm(Process process) {
    this.process = process;
  }

  /** With the {@code java} that this process has. */
  static Jvm start(
      List<String> jvmArguments,
      Path jar,
      List<String> arguments,
      Map<String, String> environment,
      Predicate<String> isReady)
      throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return start(java, jvmArguments, jar, arguments, environment, isReady);
  }

  static Jvm start(
      Path java,
      List<String> jvmArguments,
      Path jar,
      List<String> arguments,
      Map<String, String> environment,
      Predicate<String> isReady)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(jvmArguments);
    command.add("-jar");
    command.add(jar.toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Jvm jvm = new Jvm(builder.start());
    Thread reader = new Thread(() -> jvm.read(isReady), "output");
    reader.setDaemon(true);
    reader.start();
    if (!jvm.ready.await(120, TimeUnit.SECONDS) || jvm.readyNanos == 0) {
      jvm.close();
      throw new IllegalStateException("not ready: " + jvm.lines);
    }
    return jvm;
  }

  private void read(Predicate<String> isReady) {
    try (BufferedReader reader = process.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        synchronized (lines) {
          lines.add(line);
        }
        if (readyNanos == 0 && isReady.test(line)) {
          readyLine = line;
          readyNanos = System.nanoTime() - started;
          ready.countDown();
        }
      }
    } catch (IOException e) {
      // The process has ended.
    } finally {
      ready.countDown();
    }
  }

  double readyMillis() {
    return readyNanos / 1e6;
  }

  String readyLine() {
    return readyLine;
  }

  /** What it has printed so far. */
  List<String> lines() {
    synchronized (lines) {
      return new ArrayList<>(lines);
    }
  }

  /** CPU time of the process so far, user and system. */
  double cpuMillis() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_MILLIS;
  }

  double residentMegabytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
      }
    }
    return Double.NaN;
  }

  @SuppressWarnings("BanJNDI")
  private MBeanServerConnection management() throws Exception {
    if (connector == null) {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
      String address = machine.startLocalManagementAgent();
      machine.detach();
      connector = JMXConnectorFactory.connect(new JMXServiceURL(address));
    }
    return connector.getMBeanServerConnection();
  }

  int classes() throws Exception {
    return (int)
        ManagementFactory.getPlatformMXBean(management(), ClassLoadingMXBean.class)
            .getTotalLoadedClassCount();
  }

  /** Heap in use after a collection. */
  double liveMegabytes() throws Exception {
    MemoryMXBean memory = ManagementFactory.getPlatformMXBean(management(), MemoryMXBean.class);
    memory.gc();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed() / 1e6;
  }

  double cpuNanos() throws Exception {
    return ManagementFactory.getPlatformMXBean(management(), OperatingSystemMXBean.class)
        .getProcessCpuTime();
  }

  /** Bytes allocated so far by all threads that live. */
  double allocatedBytes() throws Exception {
    ThreadMXBean threads = ManagementFactory.getPlatformMXBean(management(), ThreadMXBean.class);
    long sum = 0;
    for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
      sum += Math.max(bytes, 0);
    }
    return sum;
  }

  /** Waits for the end of the process, and tells its CPU time by what the system kept of it. */
  void awaitEnd() throws InterruptedException {
    process.waitFor(60, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws Exception {
    if (connector != null) {
      connector.close();
    }
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
