/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.HttpsURLConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HttpUrlConnectionTest extends ClientContract {
  @RegisterExtension
  static final Agent agent = Agent.with(new HttpUrlConnectionInstrumentation()).rules(RULES);

  @Override
  Agent agent() {
    return agent;
  }

  private static HttpURLConnection open(String url) throws Exception {
    HttpURLConnection connection = (HttpURLConnection) new URL(url).openConnection();
    if (connection instanceof HttpsURLConnection) {
      ((HttpsURLConnection) connection).setSSLSocketFactory(server.sslContext().getSocketFactory());
    }
    connection.setReadTimeout(patience(url));
    return connection;
  }

  @Override
  Answer send(String method, String url, String body) throws Exception {
    HttpURLConnection connection = open(url);
    connection.setRequestMethod(method);
    if (body != null) {
      connection.setDoOutput(true);
      if (!type(body).contains("form")) {
        // A form is what the JDK takes a body for that has no type.
        connection.setRequestProperty("Content-Type", type(body));
      }
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body.getBytes(StandardCharsets.UTF_8));
      }
    }
    int status = connection.getResponseCode();
    return new Answer(
        status, read(status < 400 ? connection.getInputStream() : connection.getErrorStream()));
  }

  private static String read(InputStream stream) throws IOException {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void allCallsOnAConnectionAreOneOperation() throws Exception {
    HttpURLConnection connection = open(server.url("/hello"));
    connection.setDoOutput(true);
    connection.connect();
    connection.getOutputStream().write('x');
    assertThat(read(connection.getInputStream())).isEqualTo("hello");
    assertThat(connection.getResponseCode()).isEqualTo(200);
    assertThat(connection.getHeaderField("Content-Length")).isEqualTo("5");

    assertThat(agent.traces()).containsExactly("CLIENT POST");
    assertThat(traceparents()).containsExactly(traceparent(agent.span("POST")));
  }

  @Test
  void aStreamedBodyIsPartOfTheExchange() throws Exception {
    HttpURLConnection connection = open(server.secureUrl("/hello"));
    connection.setDoOutput(true);
    connection.setChunkedStreamingMode(0);
    connection.getOutputStream().write("question".getBytes(StandardCharsets.UTF_8));
    assertThat(read(connection.getInputStream())).isEqualTo("hello");

    assertThat(agent.traces()).containsExactly("CLIENT POST");
    assertThat(server.received().get(0).body()).isEqualTo("question");
  }

  @Test
  void askingForTheStreamOfAnErrorThrowsAsEver() throws Exception {
    HttpURLConnection connection = open(server.url("/missing"));

    assertThat(catchThrowable(connection::getInputStream))
        .isInstanceOf(FileNotFoundException.class);
    assertThat(read(connection.getErrorStream())).isEqualTo("missing");
    assertThat(agent.span("GET").getAttributes().get(ERROR)).isEqualTo("404");
  }

  @Test
  void aConnectionThatCouldNotConnectMayTryAgain() throws Exception {
    HttpURLConnection connection = open(TestServer.refusingUrl());

    Throwable first = catchThrowable(connection::connect);
    Throwable second = catchThrowable(connection::connect);

    assertThat(first).isInstanceOf(IOException.class);
    assertThat(second).isInstanceOf(IOException.class);
    assertThat(agent.traces()).containsExactly("CLIENT GET", "CLIENT GET");
  }

  @Test
  void anExchangeThatIsGivenUpEnds() throws Exception {
    HttpURLConnection connection = open(server.url("/hello"));
    connection.connect();
    connection.disconnect();

    assertThat(agent.trace()).isEqualTo("CLIENT GET");
    assertThat(agent.span("GET").getAttributes().get(STATUS)).isNull();
  }

  @InProcessOnly
  @Test
  void unwatchedBodiesAreTheConnectionsOwn() throws Exception {
    assertThat(open(server.url("/hello")).getInputStream())
        .isNotInstanceOf(TappedInputStream.class);

    HttpURLConnection watched = open(server.url("/watched/hello"));
    assertThat(watched.getInputStream())
        .isInstanceOf(TappedInputStream.class)
        .isSameAs(watched.getInputStream());
  }

  @InProcessOnly
  @Test
  void aWatcherSeesWhatWasReadBeforeTheConnectionWasDropped() throws Exception {
    HttpURLConnection connection = open(server.url("/watched/hello"));
    assertThat(connection.getInputStream().read()).isEqualTo('h');
    connection.disconnect();

    assertThat(Watching.notes()).last().isEqualTo("body h");
  }

  @Test
  void whatTheClientSendsAgainIsPartOfItsExchange() throws Exception {
    try (FlakyServer flaky = new FlakyServer()) {
      assertThat(get(flaky.url("/hello")).body()).isEqualTo("hello");
      assertThat(get(flaky.url("/dropped")).body()).isEqualTo("hello");
      assertSentAgain(flaky);
    }
  }

  @Test
  void soIsABodyThatIsSentAgain() throws Exception {
    try (FlakyServer flaky = new FlakyServer()) {
      assertThat(send("POST", flaky.url("/hello"), "question").body()).isEqualTo("hello");
      assertThat(send("POST", flaky.url("/dropped"), "question").body()).isEqualTo("hello");
      assertSentAgain(flaky);
    }
  }

  /** The JDK does not tell that it sends again. */
  private void assertSentAgain(FlakyServer flaky) {
    List<SpanData> spans = agent.spans(2);
    assertThat(spans).hasSize(2);
    assertThat(spans.get(1).getAttributes().get(STATUS)).isEqualTo(200);
    assertThat(flaky.traceparents())
        .containsExactly(
            traceparent(spans.get(0)), traceparent(spans.get(1)), traceparent(spans.get(1)));
  }
}
