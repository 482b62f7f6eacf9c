/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.database;

import io.obsagent.bootstrap.State;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one connection. A driver's connection and the wrappers around it share one.
 * Connections are used by one thread at a time, and so are sessions; handing a connection over
 * hands its session over.
 */
public final class Session {
  private static final State<Session> SESSIONS = new State<>();

  private volatile @Nullable Database database;
  private volatile int quiet;

  private Session() {}

  /** The session of a connection, made if there is none. */
  public static Session of(Object connection) {
    Session session = SESSIONS.get(connection);
    if (session == null) {
      session = new Session();
      SESSIONS.set(connection, session);
    }
    return session;
  }

  /** The session of a connection; null when nothing is known of it. */
  public static @Nullable Session find(Object connection) {
    return SESSIONS.get(connection);
  }

  /** Lets a wrapper share the session of the connection that it wraps. */
  static void share(Object wrapper, Session session) {
    if (SESSIONS.get(wrapper) != session) {
      SESSIONS.set(wrapper, session);
    }
  }

  /** The database; null until it is known. */
  public @Nullable Database database() {
    return database;
  }

  /** Whether its database is still to be learnt by {@link #locate}. */
  public boolean isUnlocated() {
    return database == null;
  }

  /** Says what the connection's JDBC URL is; null when that cannot be learnt. */
  public void locate(@Nullable String url) {
    database = url == null ? Database.UNKNOWN : Database.ofUrl(url);
  }

  /**
   * Says that statements from now on are a driver's or a pool's own, such as those that see whether
   * the connection is alive; to be taken back by {@link #speak}.
   */
  @SuppressWarnings("NonAtomicVolatileUpdate")
  public void hush() {
    quiet++;
  }

  /** Takes one {@link #hush} back. */
  @SuppressWarnings("NonAtomicVolatileUpdate")
  public void speak() {
    quiet--;
  }

  /** Whether statements are a driver's or a pool's own. */
  public boolean isQuiet() {
    return quiet != 0;
  }
}
