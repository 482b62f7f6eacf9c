/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.database;

import org.jspecify.annotations.Nullable;

/**
 * How calls that make connections and statements lie within each other on one thread: the driver's
 * within its pool's, what a driver asks of a connection within its making. That is how a wrapper
 * comes to know what its driver knows, whatever class it is of.
 */
public final class Nesting {
  private static final ThreadLocal<Nesting> NESTINGS =
      new ThreadLocal<Nesting>() {
        @Override
        protected Nesting initialValue() {
          return new Nesting();
        }
      };

  /** Within how many calls the driver is that are its own business; to connect is one of them. */
  private int own;

  /** The statement made last within the innermost call that makes one. */
  private @Nullable Query last;

  private Nesting() {}

  /** A call that connects begins on this thread; {@link #connected} follows. */
  public static Nesting connect() {
    return ownBusiness();
  }

  /**
   * A call begins on this thread in which all statements that are made are a driver's own; {@link
   * #ownBusinessDone} follows.
   */
  public static Nesting ownBusiness() {
    Nesting nesting = NESTINGS.get();
    nesting.own++;
    return nesting;
  }

  /** Whether this thread is within such a call. */
  public static boolean isOwnBusiness() {
    return NESTINGS.get().own > 0;
  }

  /** A call is over that was a driver's own business. */
  public void ownBusinessDone() {
    own--;
  }

  /** A call that connects is over. */
  public void connected(@Nullable Object connection, @Nullable String url) {
    ownBusinessDone();
    if (connection != null) {
      Session session = Session.of(connection);
      if (session.isUnlocated()) {
        session.locate(url);
      }
    }
  }

  /** A call that makes a statement begins on this thread. */
  public static Nesting make() {
    Nesting nesting = NESTINGS.get();
    nesting.last = null;
    return nesting;
  }

  /**
   * A call that makes a statement is nearly over: the session of its connection, which is that of
   * the connection within when there is one.
   */
  public Session session(Object connection) {
    Query inner = last;
    if (inner == null) {
      return Session.of(connection);
    }
    Session.share(connection, inner.session());
    return inner.session();
  }

  /**
   * Whether the caller is to {@linkplain Session#locate locate} the session: it is a driver's own
   * connection that was not made by a call to its driver.
   */
  public boolean mustLocate(Session session) {
    return session.isUnlocated() && last == null && own == 0 && !session.isQuiet();
  }

  /**
   * A call that makes a statement is over.
   *
   * @param sql null for one that is given its SQL as it is executed
   */
  public void made(Object statement, @Nullable String sql, Session session) {
    Query inner = last;
    if (inner == null || Query.of(statement) != inner) {
      Query query =
          new Query(session, sql == null ? null : Query.read(sql, session.database()), own > 0);
      if (sql != null && BoundValues.areRead()) {
        query.keepBound(sql);
      }
      Query.attach(statement, query);
      last = query;
    }
  }
}
