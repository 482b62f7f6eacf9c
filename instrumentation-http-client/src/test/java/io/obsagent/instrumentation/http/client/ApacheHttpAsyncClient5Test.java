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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestProducer;
import org.apache.hc.client5.http.async.methods.SimpleResponseConsumer;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ApacheHttpAsyncClient5Test extends ClientContract {
  @RegisterExtension
  static final Agent agent = Agent.with(new ApacheHttpAsyncClient5Instrumentation()).rules(RULES);

  private static CloseableHttpAsyncClient client;

  @BeforeAll
  static void makeClient() throws Exception {
    client =
        HttpAsyncClients.custom()
            .disableAutomaticRetries()
            .setConnectionManager(
                PoolingAsyncClientConnectionManagerBuilder.create()
                    .setTlsStrategy(new DefaultClientTlsStrategy(server.sslContext()))
                    .build())
            .build();
    client.start();
  }

  private static SimpleHttpRequest request(String method, String url) {
    SimpleHttpRequest request = new SimpleHttpRequest(method, java.net.URI.create(url));
    request.setConfig(
        RequestConfig.custom().setResponseTimeout(patience(url), TimeUnit.MILLISECONDS).build());
    return request;
  }

  @AfterAll
  static void closeClient() throws IOException {
    client.close();
  }

  @Override
  Agent agent() {
    return agent;
  }

  @Override
  Answer send(String method, String url, String body) throws Exception {
    SimpleHttpRequest request = request(method, url);
    if (body != null) {
      request.setBody(body, ContentType.create(type(body)));
    }
    try {
      SimpleHttpResponse response = client.execute(request, null).get();
      String text = response.getBodyText();
      return new Answer(response.getCode(), text == null ? "" : text);
    } catch (ExecutionException e) {
      throw (Exception) e.getCause();
    }
  }

  /** What is current in a callback, and what it gets. */
  private static final class Seen implements FutureCallback<SimpleHttpResponse> {
    private final CompletableFuture<Object[]> seen = new CompletableFuture<>();

    @Override
    public void completed(SimpleHttpResponse response) {
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
          client.execute(request("GET", server.url("/hello")), seen);
          assertThat(Operation.current()).isSameAs(caller);
          assertThat(seen.seen.join()[0]).isSameAs(caller);
        });

    assertThat(agent.trace(2)).isEqualTo("INTERNAL work\n  CLIENT GET");
    assertThat(traceparents()).containsExactly(traceparent(agent.span("GET")));
  }

  @Test
  void aCallThatIsCancelledEnds() throws Exception {
    Seen seen = new Seen();
    Future<SimpleHttpResponse> future =
        client.execute(
            SimpleRequestProducer.create(request("GET", server.url("/never?"))),
            SimpleResponseConsumer.create(),
            seen);
    while (server.received().isEmpty()) {
      Thread.onSpinWait();
    }
    future.cancel(true);

    assertThat(seen.seen.join()[1]).isEqualTo("cancelled");
    assertThat(agent.span("GET").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  void theApplicationsRequestStaysAsItIs() throws Exception {
    SimpleHttpRequest request = request("GET", server.url("/hello"));

    client.execute(request, null).get();

    assertThat(request.getHeaders()).isEmpty();
  }
}
