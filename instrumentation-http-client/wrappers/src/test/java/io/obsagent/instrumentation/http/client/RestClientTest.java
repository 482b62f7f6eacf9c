/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import java.util.List;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.JettyClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

class RestClientTest extends WrapperContract {
  @Override
  List<Client> clients() {
    return List.of(
        client("HttpURLConnection", new SimpleClientHttpRequestFactory()),
        client("Apache HttpClient", new HttpComponentsClientHttpRequestFactory()),
        client("JDK", new JdkClientHttpRequestFactory()),
        client("Jetty", new JettyClientHttpRequestFactory()));
  }

  private static Client client(String name, ClientHttpRequestFactory factory) {
    RestClient client = RestClient.create(new org.springframework.web.client.RestTemplate(factory));
    return new Client(name, url -> client.get().uri(url).retrieve().body(String.class));
  }
}
