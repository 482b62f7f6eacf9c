/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import java.io.BufferedReader;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import javax.servlet.ServletInputStream;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletRequestWrapper;
import javax.servlet.http.Part;
import org.jspecify.annotations.Nullable;

/**
 * A request as a framework sees it that is only asked for a route: its body, of which parameters
 * may be part, is not there, and what the framework leaves in it stays here. For one thread.
 */
final class JavaxQuestion extends HttpServletRequestWrapper {
  private final Map<String, @Nullable Object> attributes = new HashMap<>();

  JavaxQuestion(HttpServletRequest request) {
    super(request);
  }

  @Override
  public @Nullable Object getAttribute(String name) {
    return attributes.containsKey(name) ? attributes.get(name) : super.getAttribute(name);
  }

  @Override
  public void setAttribute(String name, @Nullable Object value) {
    attributes.put(name, value);
  }

  @Override
  public void removeAttribute(String name) {
    attributes.put(name, null);
  }

  @Override
  public @Nullable String getParameter(String name) {
    return null;
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    return Collections.emptyMap();
  }

  @Override
  public Enumeration<String> getParameterNames() {
    return Collections.emptyEnumeration();
  }

  @Override
  public String @Nullable [] getParameterValues(String name) {
    return null;
  }

  @Override
  public ServletInputStream getInputStream() {
    throw new IllegalStateException();
  }

  @Override
  public BufferedReader getReader() {
    throw new IllegalStateException();
  }

  @Override
  public Collection<Part> getParts() {
    return Collections.emptyList();
  }

  @Override
  public @Nullable Part getPart(String name) {
    return null;
  }
}
