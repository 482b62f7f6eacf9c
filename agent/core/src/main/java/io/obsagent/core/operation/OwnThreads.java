/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import java.security.AccessController;
import java.security.PrivilegedAction;
import org.jspecify.annotations.Nullable;

/**
 * Makes threads of the agent that an application's thread may be the first to need. They inherit
 * nothing of it, neither class loader, thread group, access control context nor, from Java 9 on,
 * thread-locals: for they live as long as the process, and a web application does not.
 */
public final class OwnThreads implements PrivilegedAction<Thread> {
  private final Runnable work;
  private final String name;

  private OwnThreads(Runnable work, String name) {
    this.work = work;
    this.name = name;
  }

  /** A daemon thread, not started yet. */
  public static Thread daemon(Runnable work, String name) {
    return AccessController.doPrivileged(new OwnThreads(work, name));
  }

  @Override
  public Thread run() {
    Thread thread = withoutThreadLocals();
    if (thread == null) {
      thread = new Thread(group(), work, name);
    }
    thread.setDaemon(true);
    thread.setContextClassLoader(OwnThreads.class.getClassLoader());
    return thread;
  }

  private @Nullable Thread withoutThreadLocals() {
    try {
      return Thread.class
          .getConstructor(
              ThreadGroup.class, Runnable.class, String.class, long.class, boolean.class)
          .newInstance(group(), work, name, 0L, false);
    } catch (ReflectiveOperationException java8) {
      return null;
    }
  }

  private static @Nullable ThreadGroup group() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group != null && group.getParent() != null) {
      group = group.getParent();
    }
    return group;
  }
}
