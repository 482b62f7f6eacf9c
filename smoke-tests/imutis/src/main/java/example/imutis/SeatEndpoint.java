/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.imutis;

import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells whoever looks at a journey when seats are taken. */
@ServerEndpoint(SeatEndpoint.PATH)
public class SeatEndpoint {
  static final String PATH = "/ws/travels/{id}";

  private static final Logger log = LoggerFactory.getLogger(SeatEndpoint.class);

  private final SeatFeed feed;

  SeatEndpoint(SeatFeed feed) {
    this.feed = feed;
  }

  @OnOpen
  public void open(Session session, @PathParam("id") String travel) throws IOException {
    feed.watch(travel, session);
    session.getBasicRemote().sendText("{\"watching\":\"" + travel + "\"}");
  }

  /** Clients say something now and then so that the connection stays open. */
  @OnMessage
  public String message(String text) {
    if (!text.equals("ping")) {
      throw new IllegalArgumentException("not understood");
    }
    return "{\"pong\":true}";
  }

  @OnClose
  public void close(Session session, @PathParam("id") String travel) {
    feed.leave(travel, session);
  }

  @OnError
  public void error(Session session, Throwable error) throws IOException {
    log.warn("WebSocket {} failed: {}", session.getId(), error.getMessage());
    session.close();
  }
}
