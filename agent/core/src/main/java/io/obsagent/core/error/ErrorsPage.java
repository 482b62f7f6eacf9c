/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.error;

import io.obsagent.core.json.JsonWriter;
import io.obsagent.core.server.Page;
import io.obsagent.core.server.Request;
import io.obsagent.core.server.Response;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The errors of the process, the most frequent first: a line each, or JSON for clients that accept
 * that. Thread-safe.
 */
public final class ErrorsPage implements Page {
  private final Errors errors;

  /** A page on these. */
  public ErrorsPage(Errors errors) {
    this.errors = errors;
  }

  @Override
  public Response get(Request request) {
    String accepted = request.header("Accept");
    return accepted != null && accepted.contains("application/json") ? json() : text();
  }

  private Response json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("errors", errors.top());
    json.put("others", errors.others());
    return Response.text(200, "application/json", JsonWriter.write(json));
  }

  private Response text() {
    StringBuilder text = new StringBuilder(1024);
    for (Map<String, Object> group : errors.top()) {
      String separator = "";
      for (Object value : group.values()) {
        text.append(separator).append(value);
        separator = "  ";
      }
      text.append('\n');
    }
    if (errors.others() > 0) {
      text.append(errors.others()).append("  others\n");
    }
    return Response.text(200, "text/plain; charset=utf-8", text.toString());
  }
}
