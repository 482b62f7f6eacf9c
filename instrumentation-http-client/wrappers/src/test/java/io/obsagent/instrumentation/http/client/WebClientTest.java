/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import java.time.Duration;
import java.util.List;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.HttpComponentsClientHttpConnector;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

class WebClientTest extends WrapperContract {
  @Override
  List<Client> clients() {
    return List.of(
        client("Reactor Netty", new ReactorClientHttpConnector()),
        client("Apache HttpClient", new HttpComponentsClientHttpConnector()),
        client("JDK", new JdkClientHttpConnector()));
  }

  private static Client client(String name, ClientHttpConnector connector) {
    WebClient client = WebClient.builder().clientConnector(connector).build();
    return new Client(
        name,
        url ->
            client
                .get()
                .uri(url)
                .retrieve()
                .bodyToMono(String.class)
                .block(Duration.ofSeconds(10)));
  }
}
