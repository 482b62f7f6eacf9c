/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.operation.Operation;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.api.trace.StatusCode;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.http.HttpEntity;
import org.apache.http.HttpResponse;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.HttpEntityEnclosingRequestBase;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.concurrent.FutureCallback;
import org.apache.http.entity.ContentType;
import org.apache.http.entity.StringEntity;
import org.apache.http.impl.nio.client.CloseableHttpAsyncClient;
import org.apache.http.impl.nio.client.HttpAsyncClients;
import org.apache.http.nio.conn.ssl.SSLIOSessionStrategy;
import org.apache.http.util.EntityUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ApacheHttpAsyncClient4Test extends ClientContract {
  @RegisterExtension
  static final Agent agent = Agent.with(new ApacheHttpAsyncClient4Instrumentation()).rules(RULES);

  private static CloseableHttpAsyncClient client;

  @BeforeAll
  static void makeClient() throws Exception {
    client =
        HttpAsyncClients.custom()
            .setSSLStrategy(
                new SSLIOSessionStrategy(
                    server.sslContext(), SSLIOSessionStrategy.ALLOW_ALL_HOSTNAME_VERIFIER))
            .build();
    client.start();
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
    }

    @Override
    public String getMethod() {
      return method;
    }
  }

  @Override
  Answer send(String method, String url, String body) throws Exception {
    HttpRequestBase request = method.equals("GET") ? new HttpGet(url) : new Request(method, url);
    request.setConfig(RequestConfig.custom().setSocketTimeout(patience(url)).build());
    if (body != null) {
      ((Request) request).setEntity(new StringEntity(body, ContentType.create(type(body))));
    }
    try {
      HttpResponse response = client.execute(request, null).get();
      HttpEntity entity = response.getEntity();
      return new Answer(
          response.getStatusLine().getStatusCode(),
          entity == null ? "" : EntityUtils.toString(entity));
    } catch (ExecutionException e) {
      throw (Exception) e.getCause();
    }
  }

  /** What is current in a callback, and what it gets. */
  private static final class Seen implements FutureCallback<HttpResponse> {
    private final CompletableFuture<Object[]> seen = new CompletableFuture<>();

    @Override
    public void completed(HttpResponse response) {
      seen.complete(new Object[] {Operation.current(), response});
    }

    @Override
    public void failed(Exception failure) {
      seen.complete(new Object[] {Operation.current(), failure});
    }

    @Override
    public void cancelled() {
      seen.complete(new Object[] {Operation.current(), "cancelled"});
    }
  }

  @Test
  void redirectsAreCounted() throws Exception {
    get(server.url("/moved"));

    assertThat(agent.span("GET").getAttributes().get(RESENT)).isEqualTo(1);
  }

  @InProcessOnly
  @Test
  void aCallbackRunsInTheContextOfItsCaller() throws Exception {
    Seen seen = new Seen();
    agent.root(
        "work",
        () -> {
          Operation caller = Operation.current();
          client.execute(new HttpGet(server.url("/hello")), seen);
          assertThat(Operation.current()).isSameAs(caller);
          assertThat(seen.seen.join()[0]).isSameAs(caller);
        });

    assertThat(agent.trace(2)).isEqualTo("INTERNAL work\n  CLIENT GET");
    assertThat(traceparents()).containsExactly(traceparent(agent.span("GET")));
  }

  @Test
  void aCallThatIsCancelledEnds() throws Exception {
    Seen seen = new Seen();
    Future<HttpResponse> future = client.execute(new HttpGet(server.url("/never?")), seen);
    while (server.received().isEmpty()) {
      Thread.onSpinWait();
    }
    future.cancel(true);

    assertThat(seen.seen.join()[1]).isEqualTo("cancelled");
    assertThat(agent.span("GET").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  void theApplicationsRequestStaysAsItIs() throws Exception {
    HttpGet request = new HttpGet(server.url("/hello"));

    client.execute(request, null).get();

    assertThat(request.getAllHeaders()).isEmpty();
  }
}
