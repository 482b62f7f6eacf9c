/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.security;

import org.springframework.security.core.Authentication;

/** Tokens as they come with a request; their class has changed its package. */
final class Bearer {
  private static final String PACKAGE = "org.springframework.security.oauth2.server.resource.";
  private static final String NAME = "BearerTokenAuthenticationToken";

  private Bearer() {}

  static Authentication token(String token) throws ReflectiveOperationException {
    Class<?> type;
    try {
      type = Class.forName(PACKAGE + "authentication." + NAME);
    } catch (ClassNotFoundException e) {
      type = Class.forName(PACKAGE + NAME);
    }
    return (Authentication) type.getConstructor(String.class).newInstance(token);
  }
}
