/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package com.acme;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A path that takes JSON. What its work throws is answered with 500. */
final class Endpoint extends HttpServlet {
  private static final long serialVersionUID = 1;

  private final transient Work work;

  /** What is done with a request. */
  interface Work {
    /** The text to answer with; IllegalArgumentException answers 400. */
    String answer(HttpServletRequest request, String body) throws Exception;
  }

  Endpoint(Work work) {
    this.work = work;
  }

  static JsonObject json(String body) {
    return JsonParser.parseString(body).getAsJsonObject();
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      String body = new String(request.getInputStream().readAllBytes(), "UTF-8");
      response.getWriter().print(work.answer(request, body));
    } catch (IllegalArgumentException e) {
      response.setStatus(400);
    } catch (Exception e) {
      response.setStatus(500);
    }
  }
}
