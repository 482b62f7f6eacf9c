/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import jakarta.ws.rs.client.ClientBuilder;
import java.util.ArrayList;
import java.util.List;
import org.glassfish.jersey.apache.connector.ApacheConnectorProvider;
import org.glassfish.jersey.client.ClientConfig;

class JerseyClientTest extends WrapperContract {
  @Override
  List<Client> clients() {
    List<Client> clients = new ArrayList<>();
    add(clients, "HttpURLConnection", new ClientConfig());
    add(
        clients,
        "Apache HttpClient",
        new ClientConfig().connectorProvider(new ApacheConnectorProvider()));
    return clients;
  }

  private static void add(List<Client> clients, String name, ClientConfig config) {
    jakarta.ws.rs.client.Client client = ClientBuilder.newClient(config);
    clients.add(new Client(name, url -> client.target(url).request().get(String.class)));
    clients.add(
        new Client(
            name + ", asynchronous",
            url -> client.target(url).request().async().get(String.class).get()));
    clients.add(
        new Client(
            name + ", reactive",
            url ->
                client.target(url).request().rx().get(String.class).toCompletableFuture().get()));
  }
}
