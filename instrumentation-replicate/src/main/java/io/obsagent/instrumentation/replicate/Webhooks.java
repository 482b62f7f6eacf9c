/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.replicate;

import io.obsagent.core.http.HttpCapture;
import io.obsagent.core.http.HttpValue;
import io.obsagent.core.http.HttpWant;
import io.obsagent.core.http.HttpWants;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Recorder;
import io.obsagent.core.vocabulary.HttpServer;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The requests by which Replicate tells this application what became of predictions. What they tell
 * is believed once the application has answered with success, for it is the application that
 * verifies who sent them. Thread-safe.
 */
final class Webhooks extends HttpWant implements Recorder {
  private static final int MOST_PATHS = 16;
  private static final HttpValue ID = HttpValue.body(false, "id", false);
  private static final HttpValue STATUS = HttpValue.body(false, "status", false);
  private static final HttpValue PREDICT_TIME =
      HttpValue.body(false, "metrics.predict_time", false);

  /** The one; made last, for it takes the values above. */
  static final Webhooks SHARED = new Webhooks();

  private final Set<String> paths = ConcurrentHashMap.newKeySet();

  private Webhooks() {
    super(Arrays.asList(ID, STATUS, PREDICT_TIME));
  }

  /**
   * Expects them at a URL from now on.
   *
   * @param url an absolute one, or a path; nothing happens when null or neither
   */
  void expect(@Nullable String url) {
    String path = url == null ? null : path(url);
    if (path == null || paths.contains(path)) {
      return;
    }
    synchronized (this) {
      if (paths.size() < MOST_PATHS && paths.add(path) && paths.size() == 1) {
        HttpServer.TYPE.watch(this);
        HttpWants.SERVED.add(this);
      }
    }
  }

  @Override
  protected int mostBytes() {
    return Answer.MOST_BYTES;
  }

  private static @Nullable String path(String url) {
    try {
      String path = new URI(url.trim()).getRawPath();
      return path == null || !path.startsWith("/") ? null : path;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  @Override
  protected boolean mayConcern(String method, @Nullable String host, String path) {
    return method.equals("POST") && paths.contains(path);
  }

  @Override
  public void ended(Operation request, long durationNanos) {
    HttpCapture capture = HttpCapture.served(request);
    Object id = capture == null ? null : capture.get(ID);
    if (capture == null || !(id instanceof String) || !isTaken(request)) {
      return;
    }
    Object status = capture.get(STATUS);
    Object seconds = capture.get(PREDICT_TIME);
    if (status instanceof String) {
      Predictions.terminal(
          (String) id,
          (String) status,
          seconds instanceof Number ? ((Number) seconds).doubleValue() : null);
    }
  }

  private boolean isTaken(Operation request) {
    Object status = request.get(HttpServer.STATUS);
    Object path = request.get(HttpServer.PATH);
    return status instanceof Number
        && ((Number) status).intValue() / 100 == 2
        && path instanceof String
        && paths.contains(path);
  }
}
