/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import javax.websocket.OnMessage;
import javax.websocket.server.ServerEndpoint;

/** Answers each message. */
@ServerEndpoint("/chat")
public class Echo {
  @OnMessage
  public String message(String text) {
    return text + " " + Child.query();
  }
}
