/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import java.util.ArrayList;
import java.util.List;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.RestTemplate;

/**
 * The Apache client is of version 4 below Spring 5, and of version 5 since Spring 6. OkHttp can be
 * used up to Spring 6.
 */
class RestTemplateTest extends WrapperContract {
  @Override
  List<Client> clients() {
    List<Client> clients = new ArrayList<>();
    clients.add(client("HttpURLConnection", new SimpleClientHttpRequestFactory()));
    clients.add(client("Apache HttpClient", new HttpComponentsClientHttpRequestFactory()));
    try {
      Class<?> factory =
          Class.forName("org.springframework.http.client.OkHttp3ClientHttpRequestFactory");
      clients.add(
          client("OkHttp", (ClientHttpRequestFactory) factory.getConstructor().newInstance()));
    } catch (ClassNotFoundException e) {
      return clients;
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
    return clients;
  }

  private static Client client(String name, ClientHttpRequestFactory factory) {
    RestTemplate template = new RestTemplate(factory);
    return new Client(name, url -> template.getForObject(url, String.class));
  }
}
