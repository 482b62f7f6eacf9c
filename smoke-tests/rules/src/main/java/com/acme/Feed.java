/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package com.acme;

import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;

/** A WebSocket that greets and echoes. */
@ServerEndpoint("/feed")
public final class Feed {
  /** Greets. */
  @OnOpen
  public void open(Session session) throws IOException {
    session.getBasicRemote().sendText("hello");
  }

  /** Echoes. */
  @OnMessage
  public String message(String text) {
    return text;
  }
}
