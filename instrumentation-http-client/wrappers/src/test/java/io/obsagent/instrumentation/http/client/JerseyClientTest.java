/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import jakarta.ws.rs.client.ClientBuilder;
import java.util.List;
import org.glassfish.jersey.apache.connector.ApacheConnectorProvider;
import org.glassfish.jersey.client.ClientConfig;

class JerseyClientTest extends WrapperContract {
  @Override
  List<Client> clients() {
    return List.of(
        client("HttpURLConnection", new ClientConfig()),
        client(
            "Apache HttpClient",
            new ClientConfig().connectorProvider(new ApacheConnectorProvider())));
  }

  private static Client client(String name, ClientConfig config) {
    jakarta.ws.rs.client.Client client = ClientBuilder.newClient(config);
    return new Client(name, url -> client.target(url).request().get(String.class));
  }
}
