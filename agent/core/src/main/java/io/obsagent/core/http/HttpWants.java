/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the rules in force, and instrumentations themselves, read of exchanges beside their fields.
 * Without such a rule there is nothing to do but to see that. Thread-safe.
 */
public final class HttpWants {
  /** Of requests served. */
  public static final HttpWants SERVED = new HttpWants();

  /** Of requests sent. */
  public static final HttpWants SENT = new HttpWants();

  private static final int MOST_SHAPES = 256;

  private final List<HttpWant> own = new ArrayList<>();
  private List<HttpWant> ofRules = Collections.emptyList();
  private volatile @Nullable Rules rules;

  private HttpWants() {}

  /** The sources of rules, and what was made of those that exchanges met so far. */
  private static final class Rules {
    final List<HttpWant> all;
    final ConcurrentHashMap<Long, HttpShape> shapes = new ConcurrentHashMap<>();

    Rules(List<HttpWant> all) {
      this.all = all;
    }

    /** A bit for each source; beyond 64 sources several share one. */
    HttpShape shape(long concerned) {
      HttpShape shape = shapes.get(concerned);
      if (shape == null) {
        List<HttpWant> wants = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
          if ((concerned & 1L << (i & 63)) != 0) {
            wants.add(all.get(i));
          }
        }
        shape = new HttpShape(wants);
        if (shapes.size() < MOST_SHAPES) {
          shapes.put(concerned, shape);
        }
      }
      return shape;
    }
  }

  /** Replaces the rules for exchanges that begin from now on. */
  public synchronized void set(List<HttpWant> wants) {
    ofRules = wants;
    List<HttpWant> all = new ArrayList<>(own);
    all.addAll(wants);
    rules = all.isEmpty() ? null : new Rules(all);
  }

  /** Adds what an instrumentation reads of exchanges that begin from now on, whatever the rules. */
  public synchronized void add(HttpWant want) {
    own.add(want);
    set(ofRules);
  }

  /** Whether anything is read. */
  public boolean any() {
    return rules != null;
  }

  /**
   * Begins to read an exchange.
   *
   * @param method in upper case
   * @param host null for requests served
   * @param path what follows a question mark is left out; null reads nothing
   * @param route the route, where it is known already
   * @return null when nothing of it is read
   */
  public @Nullable HttpCapture open(
      String method, @Nullable String host, @Nullable String path, @Nullable String route) {
    Rules current = rules;
    return current == null || path == null ? null : open(current, method, host, path, route);
  }

  private static @Nullable HttpCapture open(
      Rules rules, String method, @Nullable String host, String path, @Nullable String route) {
    int query = path.indexOf('?');
    String bare = query < 0 ? path : path.substring(0, query);
    long concerned = 0;
    for (int i = 0; i < rules.all.size(); i++) {
      HttpWant want = rules.all.get(i);
      if (want.mayConcern(method, host, bare)
          || (route != null && want.mayConcern(method, host, route))) {
        concerned |= 1L << (i & 63);
      }
    }
    return concerned == 0 ? null : new HttpCapture(rules.shape(concerned));
  }
}
