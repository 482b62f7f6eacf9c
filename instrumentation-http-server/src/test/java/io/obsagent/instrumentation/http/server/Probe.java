/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.testing.Agent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.servlet.AsyncContext;
import javax.servlet.DispatcherType;
import javax.servlet.ServletException;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** A servlet that does what the path asks for: the last part of {@code /api/…}. */
public final class Probe extends HttpServlet {
  private static final long serialVersionUID = 1;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String wanted = request.getPathInfo() == null ? "/" : request.getPathInfo();
    if (request.getDispatcherType() == DispatcherType.ASYNC) {
      Agent.work("dispatched").run();
      if (wanted.equals("/async-fail")) {
        throw new IllegalStateException("late");
      }
      answer(response);
      return;
    }
    switch (wanted) {
      case "/fail":
        throw new IllegalStateException("early");
      case "/fail-wrapped":
        throw new ServletException(new UnsupportedOperationException("inner"));
      case "/unavailable":
        response.sendError(503);
        break;
      case "/teapot":
        response.sendError(418);
        break;
      case "/log-in":
        request.getSession(true);
        answer(response);
        break;
      case "/limited":
        response.sendError(429);
        break;
      case "/secret":
        response.sendError(401);
        break;
      case "/stream":
        stream(request, response);
        break;
      case "/async-stream":
        AsyncContext streamed = request.startAsync();
        elsewhere(
            () -> {
              stream(request, response);
              streamed.complete();
            });
        break;
      case "/reader":
        StringBuilder read = new StringBuilder();
        for (int c = request.getReader().read(); c >= 0; c = request.getReader().read()) {
          read.append((char) c);
        }
        response.setContentType("application/json; charset=utf-8");
        response.setHeader("X-By", "reader");
        response.getWriter().write(json(read.toString()));
        break;
      case "/parameters":
        response.setContentType("application/json");
        response.getWriter().write(json(request.getParameter("kind")));
        break;
      case "/flood":
        byte[] drop = new byte[65536];
        for (int i = 0; i < 100_000; i++) {
          response.getOutputStream().write(drop);
        }
        break;
      case "/leak":
        Agent.work("leak");
        answer(response);
        break;
      case "/forward":
        request.getRequestDispatcher("/exact").forward(request, response);
        break;
      case "/include":
        request.getRequestDispatcher("/exact").include(request, response);
        break;
      case "/async-complete":
        AsyncContext completed = request.startAsync();
        elsewhere(
            () -> {
              answer(response);
              completed.complete();
            });
        break;
      case "/async-start":
        AsyncContext started = request.startAsync();
        started.start(
            () -> {
              Agent.work("started").run();
              try {
                answer(response);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
              started.complete();
            });
        break;
      case "/async-dispatch":
      case "/async-fail":
        AsyncContext dispatched = request.startAsync();
        elsewhere(dispatched::dispatch);
        break;
      case "/async-timeout":
        request.startAsync().setTimeout(50);
        break;
      default:
        Agent.work("work").run();
        answer(response);
    }
  }

  private static void stream(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String asked = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    response.setContentType("application/json");
    response.setHeader("X-By", "stream");
    response.getOutputStream().write(json(asked).getBytes(StandardCharsets.UTF_8));
  }

  private static String json(String asked) {
    return "{\"asked\": " + asked.length() + ", \"id\": \"i1\"}";
  }

  private interface Action {
    void run() throws IOException;
  }

  private static void elsewhere(Action action) {
    new Thread(
            () -> {
              try {
                action.run();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            })
        .start();
  }

  private static void answer(HttpServletResponse response) throws IOException {
    response.setContentType("text/plain");
    response.getWriter().write("done");
    response.getWriter().flush();
  }
}
