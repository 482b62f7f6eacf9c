/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.agent;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;

/** An agent that has every class transformed anew, again and again, and leaves it as it is. */
public final class Retransformer implements ClassFileTransformer, Runnable {
  private final Instrumentation instrumentation;

  private Retransformer(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  public static void premain(String argument, Instrumentation instrumentation) {
    Retransformer retransformer = new Retransformer(instrumentation);
    instrumentation.addTransformer(retransformer, true);
    Thread thread = new Thread(retransformer, "retransformer");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public byte[] transform(
      ClassLoader loader,
      String name,
      Class<?> redefined,
      ProtectionDomain domain,
      byte[] classFile) {
    return classFile.clone();
  }

  @Override
  public void run() {
    while (true) {
      int failed = 0;
      for (Class<?> one : instrumentation.getAllLoadedClasses()) {
        try {
          if (instrumentation.isModifiableClass(one)) {
            instrumentation.retransformClasses(one);
          }
        } catch (Exception | LinkageError e) {
          failed++;
          System.out.println("not transformed anew: " + one + " " + e);
        }
      }
      System.out.println("all transformed anew but " + failed);
    }
  }
}
