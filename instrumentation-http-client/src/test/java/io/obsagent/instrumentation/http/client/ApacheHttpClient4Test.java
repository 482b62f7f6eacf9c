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
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Timer;
import java.util.TimerTask;
import org.apache.http.HttpEntity;
import org.apache.http.HttpHost;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpEntityEnclosingRequestBase;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.entity.ContentType;
import org.apache.http.entity.StringEntity;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.DefaultHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.message.BasicHttpRequest;
import org.apache.http.util.EntityUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ApacheHttpClient4Test extends ClientContract {
  @RegisterExtension
  static final Agent agent = Agent.with(new ApacheHttpClient4Instrumentation()).rules(RULES);

  private static CloseableHttpClient client;

  @BeforeAll
  static void makeClient() throws Exception {
    client =
        HttpClients.custom()
            .disableAutomaticRetries()
            .setSSLSocketFactory(
                new SSLConnectionSocketFactory(
                    server.sslContext(), SSLConnectionSocketFactory.ALLOW_ALL_HOSTNAME_VERIFIER))
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

  /** A request of any method. */
  private static final class Request extends HttpEntityEnclosingRequestBase {
    private final String method;

    Request(String method, String url) {
      this.method = method;
      setURI(URI.create(url));
      setConfig(RequestConfig.custom().setSocketTimeout(patience(url)).build());
    }

    @Override
    public String getMethod() {
      return method;
    }
  }

  @Override
  Answer send(String method, String url, String body) throws Exception {
    Request request = new Request(method, url);
    if (body != null) {
      request.setEntity(new StringEntity(body, ContentType.create(type(body))));
    }
    try (CloseableHttpResponse response = client.execute(request)) {
      HttpEntity entity = response.getEntity();
      return new Answer(
          response.getStatusLine().getStatusCode(),
          entity == null ? "" : EntityUtils.toString(entity));
    }
  }

  @Test
  void theApplicationsRequestStaysAsItIs() throws Exception {
    HttpGet request = new HttpGet(server.url("/hello"));
    request.setHeader("Accept", "*/*");

    client.execute(request).close();

    assertThat(request.getAllHeaders()).hasSize(1);
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
  void aPathOfAHostIsAUrl() throws Exception {
    client
        .execute(
            new HttpHost("127.0.0.1", server.port()), new BasicHttpRequest("GET", "/hello?a=b"))
        .close();

    assertThat(
            agent
                .span("GET")
                .getAttributes()
                .get(io.opentelemetry.api.common.AttributeKey.stringKey("url.full")))
        .isEqualTo(server.url("/hello"));
  }

  @Test
  void aRequestThatIsAbortedEnds() {
    HttpGet request = new HttpGet(server.url("/never"));
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
    try (CloseableHttpClient minimal = HttpClients.createMinimal();
        CloseableHttpResponse response = minimal.execute(request)) {
      assertThat(EntityUtils.toString(response.getEntity())).isEqualTo("hello");
    }

    assertThat(agent.trace()).isEqualTo("CLIENT GET");
    assertThat(traceparents()).containsExactly(traceparent(agent.span("GET")));
    assertThat(request.containsHeader("traceparent")).isFalse();
  }

  @Test
  @SuppressWarnings("deprecation")
  void aClientOfTheOldKindCountsToo() throws Exception {
    try (DefaultHttpClient old = new DefaultHttpClient();
        CloseableHttpResponse response = old.execute(new HttpGet(server.url("/hello")))) {
      assertThat(EntityUtils.toString(response.getEntity())).isEqualTo("hello");
    }

    assertThat(agent.trace()).isEqualTo("CLIENT GET");
    assertThat(traceparents()).containsExactly(traceparent(agent.span("GET")));
  }

  @Test
  void unwatchedBodiesAreTheClientsOwn() throws Exception {
    try (CloseableHttpResponse response = client.execute(new HttpGet(server.url("/hello")))) {
      assertThat(response.getEntity()).isNotInstanceOf(TappedEntity4.class);
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
