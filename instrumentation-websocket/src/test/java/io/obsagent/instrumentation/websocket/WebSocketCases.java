/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.testing.Agent;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What holds of every server, whose endpoint answers each text with itself and throws at "fail".
 */
abstract class WebSocketCases {
  static final String RULES =
      """
      metrics:
        connections: {type: updown, up: event websocket.open, down: event websocket.close}
        opened_total: {type: counter, on: event websocket.open, labels: {system: system}}
        closed_total: {type: counter, on: event websocket.close, labels: {code: code}}
        messages_total:
          type: counter
          on: event websocket.message
          labels: {direction: direction}
      """;

  private final Agent agent;
  private final String system;

  WebSocketCases(Agent agent, String system) {
    this.agent = agent;
    this.system = system;
  }

  abstract int port();

  /** The codes that the server may have heard from a client that closed its socket. */
  List<String> closeCodes() {
    return List.of("1000");
  }

  private double closed() {
    double count = 0;
    for (String code : closeCodes()) {
      count += agent.metric("closed_total").with("code", code).value();
    }
    return count;
  }

  private void awaitClosed(double expected) {
    long end = System.nanoTime() + 10_000_000_000L;
    while (closed() < expected && System.nanoTime() < end) {
      Thread.yield();
    }
    assertThat(closed()).isEqualTo(expected);
  }

  private void awaitMessages(String direction, double expected) {
    long end = System.nanoTime() + 10_000_000_000L;
    while (agent.metric("messages_total").with("direction", direction).value() < expected
        && System.nanoTime() < end) {
      Thread.yield();
    }
    agent.metric("messages_total").with("direction", direction).hasValue(expected);
  }

  private void awaitConnections(double expected) {
    long end = System.nanoTime() + 20_000_000_000L;
    while (agent.metric("connections").value() != expected && System.nanoTime() < end) {
      Thread.yield();
    }
    agent.metric("connections").hasValue(expected);
  }

  @Test
  void aSocketIsOpenUntilItIsClosed() throws InterruptedException {
    Client one = new Client(port());
    Client two = new Client(port());
    awaitConnections(2);
    one.close();
    awaitClosed(1);
    two.close();
    awaitClosed(2);
    awaitConnections(0);
    agent.metric("opened_total").with("system", system).hasValue(2);
  }

  @Test
  void messagesAreCountedInBothDirections() throws InterruptedException {
    Client client = new Client(port());
    client.send("hello");
    assertThat(client.receive()).isEqualTo("hello");
    client.sendInParts("two ", "parts");
    assertThat(client.receive()).isEqualTo("two parts");
    awaitMessages("in", 2);
    awaitMessages("out", 2);
    client.close();
    awaitConnections(0);
  }

  @Test
  void aSocketThatBreaksIsClosedOnce() {
    Client client = new Client(port());
    awaitConnections(1);
    client.abort();
    awaitConnections(0);
  }

  @Test
  void aSocketWhoseEndpointThrowsIsClosedOnce() {
    Client client = new Client(port());
    client.send("fail");
    awaitMessages("in", 1);
    client.abort();
    awaitConnections(0);
    agent.metric("opened_total").with("system", system).hasValue(1);
  }
}
