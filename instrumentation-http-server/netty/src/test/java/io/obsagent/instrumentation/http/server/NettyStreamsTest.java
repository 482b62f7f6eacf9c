/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.HttpToHttp2ConnectionHandler;
import io.netty.handler.codec.http2.HttpToHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.InboundHttp2ToHttpAdapterBuilder;
import io.obsagent.core.operation.Operation;
import io.obsagent.instrumentation.concurrent.ThreadPoolInstrumentation;
import io.obsagent.testing.Agent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** HTTP/2 where Netty makes HTTP/1's messages of the streams of a connection, in one pipeline. */
class NettyStreamsTest {
  private static final String STREAM = "x-http2-stream-id";
  private static final String ONE = "SERVER GET\n  INTERNAL work";

  @RegisterExtension
  static final Agent agent =
      Agent.with(new NettyServerInstrumentation(), new ThreadPoolInstrumentation())
          .rules(
              """
              metrics:
                stream_posted_total:
                  type: counter
                  on: http.server POST **
                  labels:
                    kind: request.body.kind
                    plan: request.header.x-plan
                    id: response.body.id
                streams_asked_total: {type: counter, on: http.server GET **}
                streams_being_served: {type: gauge, on: http.server.active}
              """);

  private static final EventLoopGroup loops = new NioEventLoopGroup(2);
  private static final ExecutorService others = Executors.newFixedThreadPool(3);

  private final BlockingQueue<FullHttpResponse> answers = new LinkedBlockingQueue<>();
  private Channel listening;
  private Channel client;

  @BeforeEach
  void connect() {
    listening =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(codec(true), new Shop());
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
    client =
        new Bootstrap()
            .group(loops)
            .channel(NioSocketChannel.class)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            codec(false),
                            new SimpleChannelInboundHandler<FullHttpResponse>() {
                              @Override
                              protected void channelRead0(
                                  ChannelHandlerContext context, FullHttpResponse response) {
                                answers.add(response.retain());
                              }
                            });
                  }
                })
            .connect("127.0.0.1", port())
            .syncUninterruptibly()
            .channel();
  }

  @AfterEach
  void close() {
    client.close().syncUninterruptibly();
    listening.close().syncUninterruptibly();
  }

  @AfterAll
  static void stop() {
    loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    others.shutdown();
  }

  private static HttpToHttp2ConnectionHandler codec(boolean server) {
    Http2Connection connection = new DefaultHttp2Connection(server);
    return new HttpToHttp2ConnectionHandlerBuilder()
        .frameListener(
            new InboundHttp2ToHttpAdapterBuilder(connection).maxContentLength(10_000).build())
        .connection(connection)
        .gracefulShutdownTimeoutMillis(100)
        .build();
  }

  private int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  private void ask(String method, String path, String body, String... headers) {
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), path, bytes(body));
    request.headers().set("Host", "localhost:" + port()).set("x-http2-scheme", "http");
    for (int i = 0; i < headers.length; i += 2) {
      request.headers().set(headers[i], headers[i + 1]);
    }
    client.writeAndFlush(request);
  }

  private FullHttpResponse answer() throws InterruptedException {
    FullHttpResponse answer = answers.poll(10, TimeUnit.SECONDS);
    assertThat(answer).as("answer").isNotNull();
    return answer;
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }

  private static String text(SpanData span, String attribute) {
    return span.getAttributes().get(AttributeKey.stringKey(attribute));
  }

  private static Long status(SpanData span) {
    return span.getAttributes().get(AttributeKey.longKey("http.response.status_code"));
  }

  /** An application with all streams of a connection in one pipeline. */
  private static final class Shop extends SimpleChannelInboundHandler<FullHttpRequest> {
    static volatile boolean sawHeader;

    private final Deque<FullHttpResponse> waiting = new ArrayDeque<>();

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      String stream = request.headers().get(STREAM);
      switch (request.uri()) {
        case "/never" -> {}
        case "/wait" -> waiting.push(response(stream, 200 + Integer.parseInt(stream), ""));
        case "/release" -> {
          context.write(response(stream, 299, ""));
          waiting.forEach(context::write);
          context.flush();
        }
        case "/parts" -> {
          HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
          head.headers().set(STREAM, stream);
          context.write(head);
          context.write(new DefaultHttpContent(bytes("one")));
          context.write(new DefaultHttpContent(bytes("two")));
          context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        }
        case "/later" ->
            others.execute(
                () -> {
                  Agent.work("work").run();
                  context.writeAndFlush(response(stream, 200, "later"));
                });
        case "/continue" -> {
          // Early versions of Netty take the header away before they ask.
          boolean asks = request.headers().contains("Expect");
          sawHeader |= asks;
          if (asks || !request.content().isReadable()) {
            HttpResponse more =
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE);
            more.headers().set(STREAM, stream);
            context.writeAndFlush(more);
          } else {
            Agent.work("work").run();
            context.writeAndFlush(response(stream, 200, "{\"id\": \"i2\"}"));
          }
        }
        case "/unavailable" -> context.writeAndFlush(response(stream, 503, ""));
        default -> {
          Agent.work("work").run();
          context.writeAndFlush(response(stream, 200, "{\"id\": \"i1\"}"));
        }
      }
    }

    private static FullHttpResponse response(String stream, int status, String body) {
      FullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), bytes(body));
      response.headers().set(STREAM, stream).set("Content-Type", "application/json");
      return response;
    }
  }

  @Test
  void aStreamIsOneServerOperation() throws Exception {
    ask("GET", "/things/7?secret=1", "", "User-Agent", "probe/1");
    assertThat(answer().status().code()).isEqualTo(200);
    assertThat(agent.trace(2)).isEqualTo(ONE);
    SpanData span = agent.span("GET");
    assertThat(status(span)).isEqualTo(200);
    assertThat(text(span, "url.path")).isEqualTo("/things/7");
    assertThat(text(span, "url.scheme")).isEqualTo("http");
    assertThat(text(span, "server.address")).isEqualTo("localhost");
    assertThat(span.getAttributes().get(AttributeKey.longKey("server.port")))
        .isEqualTo((long) port());
    assertThat(text(span, "client.address")).isEqualTo("127.0.0.1");
    assertThat(text(span, "user_agent.original")).isEqualTo("probe/1");
    agent.metric("streams_asked_total").hasValue(1);
  }

  @Test
  void theSendersTraceIsContinued() throws Exception {
    ask(
        "GET",
        "/things/1",
        "",
        "traceparent",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    answer();
    assertThat(agent.span("GET").getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
  }

  @Test
  void streamsThatAreAnsweredInAnotherOrderKeepTheirStatus() throws Exception {
    ask("GET", "/wait", "");
    ask("PUT", "/wait", "");
    ask("DELETE", "/release", "");
    int[] streams = new int[3];
    for (int i = 0; i < 3; i++) {
      streams[i] = answer().headers().getInt(STREAM);
    }
    assertThat(streams).isSortedAccordingTo((one, other) -> Integer.compare(other, one));
    agent.spans(3);
    assertThat(status(agent.span("GET"))).isEqualTo(200 + streams[2]);
    assertThat(status(agent.span("PUT"))).isEqualTo(200 + streams[1]);
    assertThat(status(agent.span("DELETE"))).isEqualTo(299);
  }

  @Test
  void streamsThatAreServedAtTheSameTimeAreTracesOfTheirOwn() throws Exception {
    for (int i = 0; i < 40; i++) {
      ask("GET", i % 2 == 0 ? "/later" : "/things/" + i, "");
    }
    for (int i = 0; i < 40; i++) {
      assertThat(answer().status().code()).isEqualTo(200);
    }
    agent.spans(80);
    assertThat(agent.traces()).containsExactlyElementsOf(Collections.nCopies(40, ONE));
    agent.metric("streams_asked_total").hasValue(40);
    agent.metric("streams_being_served").hasValue(0);
    assertThat(Operation.current()).isNull();
  }

  @Test
  void aResponseInPartsIsOneOperation() throws Exception {
    ask("GET", "/parts", "");
    assertThat(answer().content().toString(StandardCharsets.UTF_8)).isEqualTo("onetwo");
    assertThat(status(agent.span("GET"))).isEqualTo(200);
  }

  @Test
  void aRuleReadsHeadersAndBodies() throws Exception {
    ask("POST", "/echo", "{\"kind\": \"book\"}", "Content-Type", "application/json", "x-plan", "a");
    answer();
    agent.spans(2);
    agent
        .metric("stream_posted_total")
        .with("kind", "book")
        .with("plan", "a")
        .with("id", "i1")
        .hasValue(1);
  }

  @Test
  void aRequestThatAsksWhetherToContinueIsOneOperation() throws Exception {
    ask(
        "POST",
        "/continue",
        "{\"kind\": \"book\"}",
        "Content-Type",
        "application/json",
        "Expect",
        "100-continue");
    FullHttpResponse first = answer();
    assertThat((first.status().code() == 100 ? answer() : first).status().code()).isEqualTo(200);
    assertThat(agent.trace(2)).isEqualTo("SERVER POST\n  INTERNAL work");
    assertThat(status(agent.span("POST"))).isEqualTo(200);
    agent.metric("stream_posted_total").with("id", "i2").hasValue(1);
    if (Shop.sawHeader) {
      agent.metric("stream_posted_total").with("kind", "book").hasValue(1);
    }
  }

  @Test
  void anAnswerOf500OrMoreFailsTheOperation() throws Exception {
    ask("GET", "/unavailable", "");
    answer();
    assertThat(text(agent.span("GET"), "error.type")).isEqualTo("503");
  }

  @Test
  void aStreamThatItsClientGivesUpEndsTheOperation() throws Exception {
    ask("GET", "/never", "");
    ask("PUT", "/things/1", "");
    int stream = answer().headers().getInt(STREAM) - 2;
    HttpToHttp2ConnectionHandler codec = client.pipeline().get(HttpToHttp2ConnectionHandler.class);
    ChannelHandlerContext context = client.pipeline().context(codec);
    client
        .eventLoop()
        .submit(
            () -> {
              codec.resetStream(context, stream, 8, context.newPromise());
              context.flush();
            })
        .syncUninterruptibly();
    agent.spans(3);
    SpanData span = agent.span("GET");
    assertThat(status(span)).isNull();
    assertThat(text(span, "error.type")).isEqualTo("no_response");
    agent.metric("streams_being_served").hasValue(0);
  }

  @Test
  void aClientThatHangsUpEndsTheOperation() throws Exception {
    ask("GET", "/never", "");
    ask("PUT", "/things/1", "");
    answer();
    client.close().syncUninterruptibly();
    agent.spans(3);
    assertThat(text(agent.span("GET"), "error.type")).isEqualTo("no_response");
  }

  @Test
  void aClientIsLeftAlone() throws Exception {
    ask("GET", "/things/7", "");
    answer();
    assertThat(client.pipeline().names()).doesNotContain("obs-http2");
    agent.spans(2);
  }
}
