/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.reliability;

import java.lang.instrument.Instrumentation;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.logging.Logger;
import java.util.zip.ZipFile;

/**
 * As an agent of its own, before or after the other: starts eight threads that load classes, log
 * and open file systems while the other one starts. As an application: waits for them and, after
 * the argument {@code retransform}, has all loaded classes transformed anew.
 */
public final class Starts {
  private static final int THREADS = 8;
  private static final List<Thread> RUNNING = new ArrayList<>();
  private static volatile Instrumentation instrumentation;

  private Starts() {}

  public static void premain(String argument, Instrumentation given) {
    instrumentation = given;
    CountDownLatch go = new CountDownLatch(1);
    for (int i = 0; i < THREADS; i++) {
      int kind = i;
      Thread thread =
          new Thread(
              () -> {
                try {
                  go.await();
                  work(kind);
                } catch (Exception e) {
                  e.printStackTrace();
                }
              });
      RUNNING.add(thread);
      thread.start();
    }
    go.countDown();
  }

  private static void work(int kind) throws Exception {
    switch (kind % 4) {
      case 0 -> Logger.getLogger("example." + kind).info("hello");
      case 1 -> {
        for (String name :
            List.of(
                "java.sql.DriverManager",
                "java.net.HttpURLConnection",
                "java.util.concurrent.ForkJoinPool",
                "java.util.Timer",
                "javax.management.MBeanServerFactory",
                "com.sun.net.httpserver.HttpServer")) {
          Class.forName(name);
        }
      }
      case 2 -> {
        FileSystems.getDefault().getPath("x").toAbsolutePath();
        Path jar = Path.of(System.getProperty("example.jar"));
        FileSystems.newFileSystem(jar, (ClassLoader) null).close();
        new ZipFile(jar.toFile()).close();
      }
      default -> Executors.newFixedThreadPool(2).shutdown();
    }
  }

  public static void main(String[] arguments) throws Exception {
    for (Thread thread : RUNNING) {
      thread.join();
    }
    if (arguments.length > 0) {
      awaitAgent();
      List<Class<?>> classes = new ArrayList<>();
      for (Class<?> type : instrumentation.getAllLoadedClasses()) {
        if (instrumentation.isModifiableClass(type) && !type.getName().contains("$$Lambda")) {
          classes.add(type);
        }
      }
      instrumentation.retransformClasses(classes.toArray(new Class<?>[0]));
      System.out.println("retransformed " + classes.size());
    }
    System.out.println("done");
    System.exit(0);
  }

  private static void awaitAgent() throws InterruptedException {
    while (Thread.getAllStackTraces().keySet().stream()
        .noneMatch(thread -> thread.getName().equals("obs-server"))) {
      Thread.sleep(20);
    }
  }
}
