/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.annotations.OnWebSocketMessage;
import org.eclipse.jetty.websocket.api.annotations.WebSocket;

/** Answers each message. */
@WebSocket
public class Echo {
  @OnWebSocketMessage
  public void message(Session session, String text) {
    session.sendText(text + " " + Child.query(), Callback.NOOP);
  }
}
