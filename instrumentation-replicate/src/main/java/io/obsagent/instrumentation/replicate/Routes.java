/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.replicate;

import io.obsagent.core.http.WatchedExchange;
import org.jspecify.annotations.Nullable;

/** Tells the exchanges that concern predictions from the API's others. */
final class Routes {
  private static final String PREDICTIONS = "/v1/predictions";
  private static final String OF_MODEL = "/predictions";
  private static final String CANCEL = "/cancel";

  private Routes() {}

  /**
   * What to do with an exchange; null when it is an ordinary one.
   *
   * @param base how long the part of the path is that stands before the API's own
   */
  static @Nullable WatchedExchange watch(
      String method, String scheme, String host, int port, String path, int base) {
    boolean post = method.equals("POST");
    if (path.startsWith(PREDICTIONS, base)) {
      int end = base + PREDICTIONS.length();
      if (end == path.length()) {
        return post ? new Creation(scheme, host, port, path, null) : null;
      }
      return path.charAt(end) == '/' ? ofPrediction(method, path, end + 1) : null;
    }
    int names = post ? names(path, base) : -1;
    if (names < 0 || !path.endsWith(OF_MODEL)) {
      return null;
    }
    String model = path.substring(names, Math.max(names, path.length() - OF_MODEL.length()));
    int slash = model.indexOf('/');
    if (slash < 0 || slash != model.lastIndexOf('/')) {
      return null;
    }
    return new Creation(scheme, host, port, path, Names.isModel(model) ? model : null);
  }

  private static @Nullable WatchedExchange ofPrediction(String method, String path, int from) {
    if (method.equals("GET") && path.indexOf('/', from) < 0) {
      return from < path.length() ? new Inquiry(path.substring(from), false) : null;
    }
    int end = path.length() - CANCEL.length();
    if (method.equals("POST") && end > from && path.indexOf('/', from) == end) {
      return path.endsWith(CANCEL) ? new Inquiry(path.substring(from, end), true) : null;
    }
    return null;
  }

  /** Where owner and name begin in the path; negative when it has none. */
  private static int names(String path, int base) {
    if (path.startsWith("/v1/models/", base)) {
      return base + "/v1/models/".length();
    }
    // A deployment stands for the one model that it runs, and is as good a name for it.
    return path.startsWith("/v1/deployments/", base) ? base + "/v1/deployments/".length() : -1;
  }
}
