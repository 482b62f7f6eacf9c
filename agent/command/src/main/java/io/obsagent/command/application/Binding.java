/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command.application;

/** A method that a rule binds to. Immutable. */
public final class Binding {
  private final ClassHeader type;
  private final MethodHeader method;

  Binding(ClassHeader type, MethodHeader method) {
    this.type = type;
    this.method = method;
  }

  /** The class that has the method. */
  public ClassHeader type() {
    return type;
  }

  /** The method. */
  public MethodHeader method() {
    return method;
  }

  /** {@code com.acme.Orders#place(Order order) BOOT-INF/classes/}. */
  @Override
  public String toString() {
    String text = type.name() + "#" + method;
    return type.place().isEmpty() ? text : text + "  " + type.place();
  }
}
