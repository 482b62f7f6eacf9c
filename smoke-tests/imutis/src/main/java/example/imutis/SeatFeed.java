/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.imutis;

import jakarta.websocket.Session;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The WebSocket sessions of those who look at a journey. Thread-safe. */
class SeatFeed {
  private final Map<String, Set<Session>> watching = new ConcurrentHashMap<>();

  void watch(String travel, Session session) {
    watching.computeIfAbsent(travel, id -> ConcurrentHashMap.newKeySet()).add(session);
  }

  void leave(String travel, Session session) {
    Set<Session> others = watching.get(travel);
    if (others != null) {
      others.remove(session);
    }
  }

  /** Tells them that seats are gone. */
  void taken(String travel, int seats) {
    for (Session session : watching.getOrDefault(travel, Set.of())) {
      if (session.isOpen()) {
        session.getAsyncRemote().sendText("{\"taken\":" + seats + "}");
      }
    }
  }
}
