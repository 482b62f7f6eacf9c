/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.util.logging.Level;
import java.util.logging.Logger;
import javax.ws.rs.client.Client;
import javax.ws.rs.client.ClientBuilder;
import javax.ws.rs.core.Response;

final class Main {
  static void main(String[] args) throws Exception {
    Logger.getLogger("").setLevel(Level.OFF);
    Client client = ClientBuilder.newClient();
    Calls.make(
        url -> text(client.target(url).request().get()),
        url -> text(client.target(url).request().async().get().get()));
  }

  private static String text(Response response) {
    return response.getStatus() + " " + response.readEntity(String.class);
  }
}
