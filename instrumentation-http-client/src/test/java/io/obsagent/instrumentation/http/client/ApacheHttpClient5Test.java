/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.api.trace.StatusCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Timer;
import java.util.TimerTask;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.classic.MinimalHttpClient;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.SSLConnectionSocketFactory;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ApacheHttpClient5Test extends ClientContract {
  @RegisterExtension
  static final Agent agent = Agent.with(new ApacheHttpClient5Instrumentation()).rules(RULES);

  private static CloseableHttpClient client;

  @BeforeAll
  static void makeClient() throws Exception {
    client =
        HttpClients.custom()
            .disableAutomaticRetries()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setSSLSocketFactory(new SSLConnectionSocketFactory(server.sslContext()))
                    .build())
            .build();
  }

  @AfterAll
  static void closeClient() throws IOException {
    client.close();
  }

  @Override
  Agent agent() {
    return agent;
  }

  private static HttpUriRequestBase request(String method, String url) {
    HttpUriRequestBase request = new HttpUriRequestBase(method, java.net.URI.create(url));
    request.setConfig(
        RequestConfig.custom().setResponseTimeout(Timeout.ofMilliseconds(patience(url))).build());
    return request;
  }

  @Override
  Answer send(String method, String url, String body) throws Exception {
    HttpUriRequestBase request = request(method, url);
    if (body != null) {
      request.setEntity(new StringEntity(body, ContentType.parse(type(body))));
    }
    try (CloseableHttpResponse response = client.execute(request)) {
      HttpEntity entity = response.getEntity();
      return new Answer(response.getCode(), entity == null ? "" : EntityUtils.toString(entity));
    }
  }

  @Test
  void theApplicationsRequestStaysAsItIs() throws Exception {
    HttpGet request = new HttpGet(server.url("/hello"));
    request.setHeader("Accept", "*/*");

    client.execute(request).close();

    assertThat(request.getHeaders()).hasSize(1);
  }

  @Test
  void aResponseHandlerRunsOutsideOfTheExchange() throws Exception {
    agent.root(
        "work",
        () -> {
          String inner =
              client.execute(
                  new HttpGet(server.url("/hello")),
                  response -> {
                    try {
                      return get(server.url("/hello")).body();
                    } catch (Exception e) {
                      throw new IOException(e);
                    }
                  });
          assertThat(inner).isEqualTo("hello");
        });

    assertThat(agent.trace(3)).isEqualTo("INTERNAL work\n  CLIENT GET\n  CLIENT GET");
  }

  @Test
  void redirectsAreCounted() throws Exception {
    get(server.url("/moved"));

    assertThat(agent.span("GET").getAttributes().get(RESENT)).isEqualTo(1);
  }

  @Test
  void anUnknownMethodIsNotNamed() throws Exception {
    send("BREW", server.url("/hello"), null);

    assertThat(agent.trace()).isEqualTo("CLIENT HTTP");
  }

  @Test
  void aRequestThatIsAbortedEnds() {
    HttpUriRequestBase request = request("GET", server.url("/never"));
    request.setConfig(null);
    Timer timer = new Timer(true);
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            request.abort();
          }
        },
        200);

    Throwable thrown = catchThrowable(() -> client.execute(request));
    timer.cancel();

    assertThat(thrown).isInstanceOf(IOException.class);
    assertThat(agent.span("GET").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  void aMinimalClientCountsToo() throws Exception {
    HttpGet request = new HttpGet(server.url("/hello"));
    try (MinimalHttpClient minimal = HttpClients.createMinimal()) {
      HttpHost host = new HttpHost("http", "127.0.0.1", server.port());
      try (CloseableHttpResponse response =
          minimal.execute(host, request, HttpClientContext.create())) {
        assertThat(EntityUtils.toString(response.getEntity())).isEqualTo("hello");
      }
    }

    assertThat(agent.trace()).isEqualTo("CLIENT GET");
    assertThat(traceparents()).containsExactly(traceparent(agent.span("GET")));
    assertThat(request.containsHeader("traceparent")).isFalse();
  }

  @Test
  void unwatchedBodiesAreTheClientsOwn() throws Exception {
    try (CloseableHttpResponse response = client.execute(new HttpGet(server.url("/hello")))) {
      assertThat(response.getEntity()).isNotInstanceOf(TappedEntity.class);
    }
  }

  @InProcessOnly
  @Test
  void aWatcherSeesABodyThatIsWrittenElsewhere() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CloseableHttpResponse response =
        client.execute(new HttpGet(server.url("/watched/zipped")))) {
      response.getEntity().writeTo(out);
    }

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("hello");
    assertThat(Watching.notes()).last().isEqualTo("body hello");
  }

  @Test
  void whatTheClientSendsAgainIsPartOfItsExchange() throws Exception {
    try (FlakyServer flaky = new FlakyServer();
        CloseableHttpClient retrying = HttpClients.createDefault()) {
      for (String path : new String[] {"/hello", "/dropped"}) {
        try (CloseableHttpResponse response = retrying.execute(new HttpGet(flaky.url(path)))) {
          assertThat(EntityUtils.toString(response.getEntity())).isEqualTo("hello");
        }
      }
      assertResent(flaky);
    }
  }
}
