/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContentCompressor;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.EventExecutorGroup;
import io.obsagent.core.operation.Operation;
import io.obsagent.instrumentation.concurrent.ThreadPoolInstrumentation;
import io.obsagent.testing.Agent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NettyServerTest {
  @RegisterExtension
  static final Agent agent =
      Agent.with(new NettyServerInstrumentation(), new ThreadPoolInstrumentation())
          .rules(
              """
              metrics:
                posted_total:
                  type: counter
                  on: http.server POST **
                  when: path ~ '/ec*'
                  labels:
                    kind: request.body.items.1.kind
                    plan: request.header.x-plan
                    id: response.body.id
                    by: response.header.X-By
                being_served: {type: gauge, on: http.server.active}
              """);

  private static final EventLoopGroup loops = new NioEventLoopGroup(2);
  private static final EventExecutorGroup others = new DefaultEventExecutorGroup(1);

  private Channel listening;

  @AfterEach
  void close() {
    if (listening != null) {
      listening.close().syncUninterruptibly();
    }
  }

  @AfterAll
  static void stop() {
    loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    others.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** A server with these handlers for each connection; its port. */
  private int serve(Supplier<List<? extends ChannelHandler>> handlers) {
    listening =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    for (ChannelHandler handler : handlers.get()) {
                      channel.pipeline().addLast(handler);
                    }
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  private int serve() {
    return serve(() -> List.of(new HttpServerCodec(), new NettyShop()));
  }

  private static String text(SpanData span, String attribute) {
    return span.getAttributes().get(AttributeKey.stringKey(attribute));
  }

  private static Long status(SpanData span) {
    return span.getAttributes().get(AttributeKey.longKey("http.response.status_code"));
  }

  @Test
  void aRequestIsOneServerOperation() throws IOException {
    assertThat(Wire.ask(serve(), "GET", "/things/7")).isEqualTo(new Wire.Answer(200, "7"));
    assertThat(agent.trace(2)).isEqualTo("SERVER GET\n  INTERNAL work");
  }

  @Test
  void itsSpanSaysWhatWasAskedForAndByWhom() throws IOException {
    int port = serve();
    Wire.ask(
        port,
        "GET",
        "/things/7?secret=1",
        "User-Agent: probe/1",
        "X-Forwarded-For: 203.0.113.9, 10.0.0.1");
    SpanData span = agent.span("GET");
    assertThat(text(span, "http.request.method")).isEqualTo("GET");
    assertThat(text(span, "http.route")).isNull();
    assertThat(status(span)).isEqualTo(200);
    assertThat(text(span, "url.path")).isEqualTo("/things/7");
    assertThat(text(span, "url.scheme")).isEqualTo("http");
    assertThat(text(span, "server.address")).isEqualTo("localhost");
    assertThat(span.getAttributes().get(AttributeKey.longKey("server.port"))).isEqualTo(port);
    assertThat(text(span, "client.address")).isEqualTo("203.0.113.9");
    assertThat(text(span, "user_agent.original")).isEqualTo("probe/1");
    assertThat(span.getStatus()).isEqualTo(StatusData.unset());
    assertThat(span.getAttributes().toString()).doesNotContain("secret");
  }

  @Test
  void theSendersTraceIsContinued() throws IOException {
    Wire.ask(
        serve(),
        "GET",
        "/things/1",
        "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    SpanData span = agent.span("GET");
    assertThat(span.getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    assertThat(span.getParentSpanId()).isEqualTo("b7ad6b7169203331");
  }

  @Test
  void aDecoderAndAnEncoderOfTheirOwnAreServedAlike() throws IOException {
    int port =
        serve(() -> List.of(new HttpRequestDecoder(), new HttpResponseEncoder(), new NettyShop()));
    assertThat(Wire.ask(port, "GET", "/things/7").body()).isEqualTo("7");
    assertThat(agent.trace(2)).isEqualTo("SERVER GET\n  INTERNAL work");
    assertThat(status(agent.span("GET"))).isEqualTo(200);
  }

  @Test
  void theirOrderDoesNotMatter() throws IOException {
    int port =
        serve(
            () ->
                List.of(
                    new HttpResponseEncoder(),
                    new HttpRequestDecoder(),
                    new HttpObjectAggregator(100),
                    new NettyShop()));
    assertThat(Wire.ask(port, "GET", "/things/7").body()).isEqualTo("7");
    assertThat(status(agent.span("GET"))).isEqualTo(200);
  }

  @Test
  void aDecoderWithoutAnEncoderIsNoServer() throws IOException {
    int port =
        serve(
            () ->
                List.of(
                    new HttpRequestDecoder(),
                    new SimpleChannelInboundHandler<HttpObject>() {
                      @Override
                      protected void channelRead0(
                          ChannelHandlerContext context, HttpObject message) {
                        if (message instanceof LastHttpContent) {
                          context.writeAndFlush(
                              Unpooled.copiedBuffer(
                                  "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                                  StandardCharsets.US_ASCII));
                        }
                      }
                    }));
    assertThat(Wire.ask(port, "GET", "/things/7").status()).isEqualTo(200);
    listening.close().syncUninterruptibly();
    assertThat(agent.spans()).isEmpty();
  }

  @Test
  void anAggregatorAndACompressorChangeNothing() throws IOException {
    int port =
        serve(
            () ->
                List.of(
                    new HttpServerCodec(),
                    new HttpContentCompressor(),
                    new HttpObjectAggregator(100),
                    new NettyShop()));
    assertThat(Wire.ask(port, "GET", "/things/7", "Accept-Encoding: gzip").status()).isEqualTo(200);
    assertThat(agent.trace(2)).isEqualTo("SERVER GET\n  INTERNAL work");
  }

  @Test
  void whatAnAggregatorRefusesIsOneOperationToo() throws IOException {
    int port =
        serve(() -> List.of(new HttpServerCodec(), new HttpObjectAggregator(5), new NettyShop()));
    assertThat(Wire.post(port, "/echo", "text/plain", "too long").status()).isEqualTo(413);
    assertThat(status(agent.span("POST"))).isEqualTo(413);
  }

  @Test
  void aResponseThatAnotherThreadWritesLaterEndsTheOperation() throws IOException {
    assertThat(Wire.ask(serve(), "GET", "/later")).isEqualTo(new Wire.Answer(200, "later"));
    assertThat(agent.trace(2)).isEqualTo("SERVER GET\n  INTERNAL work");
  }

  @Test
  void aResponseInPartsIsOneOperation() throws IOException {
    assertThat(Wire.ask(serve(), "GET", "/parts")).isEqualTo(new Wire.Answer(200, "onetwo"));
    assertThat(status(agent.span("GET"))).isEqualTo(200);
  }

  @Test
  void aHeadRequestIsAnOperation() throws IOException {
    assertThat(Wire.ask(serve(), "HEAD", "/things/7").status()).isEqualTo(200);
    assertThat(agent.trace(2)).isEqualTo("SERVER HEAD\n  INTERNAL work");
  }

  @Test
  void whatFollowsTheBodyOfARequestIsItsChild() throws IOException {
    try (Wire wire = new Wire(serve())) {
      wire.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n");
      wire.send("01234");
      wire.send("56789");
      assertThat(wire.answer("POST").body()).isEqualTo("{\"asked\": 10, \"id\": \"i1\"}");
    }
    assertThat(agent.trace(2)).isEqualTo("SERVER POST\n  INTERNAL work");
  }

  @Test
  void aResponseThatAnotherOneFollowsEndsNothing() throws IOException {
    try (Wire wire = new Wire(serve())) {
      wire.send(wire.request("POST", "/echo", "Expect: 100-continue", "Content-Length: 2"));
      assertThat(wire.answer("HEAD").status()).isEqualTo(100);
      wire.send("hi");
      assertThat(wire.answer("POST").status()).isEqualTo(200);
    }
    assertThat(agent.trace(2)).isEqualTo("SERVER POST\n  INTERNAL work");
    assertThat(status(agent.span("POST"))).isEqualTo(200);
  }

  @Test
  void aRuleReadsHeadersAndBodies() throws IOException {
    String items = "{\"items\": [{}, {\"kind\": \"book\"}]}";
    assertThat(Wire.post(serve(), "/echo", "application/json", items, "X-Plan: pro").status())
        .isEqualTo(200);
    agent.spans(2);
    agent
        .metric("posted_total")
        .with("kind", "book")
        .with("plan", "pro")
        .with("id", "i1")
        .with("by", "echo")
        .hasValue(1);
    agent.metric("being_served").hasValue(0);
  }

  @Test
  void requestsOfOneConnectionAreTracesOfTheirOwn() throws IOException {
    String one = "SERVER GET\n  INTERNAL work";
    try (Wire wire = new Wire(serve())) {
      String request = wire.request("GET", "/things/1");
      wire.send(request + request + request);
      for (int i = 0; i < 3; i++) {
        assertThat(wire.answer("GET").status()).isEqualTo(200);
      }
    }
    agent.spans(6);
    assertThat(agent.traces()).containsExactlyElementsOf(List.of(one, one, one));
    assertThat(Operation.current()).isNull();
  }

  @Test
  void requestsThatAreAnsweredLaterKeepTheirStatus() throws IOException {
    try (Wire wire = new Wire(serve())) {
      wire.send(
          wire.request("GET", "/wait")
              + wire.request("PUT", "/wait")
              + wire.request("DELETE", "/release"));
      assertThat(wire.answer("GET").status()).isEqualTo(201);
      assertThat(wire.answer("PUT").status()).isEqualTo(202);
      assertThat(wire.answer("DELETE").status()).isEqualTo(203);
    }
    agent.spans(3);
    assertThat(status(agent.span("GET"))).isEqualTo(201);
    assertThat(status(agent.span("PUT"))).isEqualTo(202);
    assertThat(status(agent.span("DELETE"))).isEqualTo(203);
  }

  @Test
  void requestsInGreatNumberWithoutAnAnswerAreNotAllSeen() throws IOException {
    int count = 300;
    // Netty's own codec for servers, in its newer versions, gives up on so many.
    int port =
        serve(() -> List.of(new HttpRequestDecoder(), new HttpResponseEncoder(), new NettyShop()));
    try (Wire wire = new Wire(port)) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < count; i++) {
        requests.append(wire.request("GET", "/wait"));
      }
      wire.send(requests + wire.request("GET", "/release"));
      for (int i = 0; i <= count; i++) {
        assertThat(wire.answer("GET").status()).isEqualTo(201 + i);
      }
      wire.ask("PUT", "/parts");
    }
    List<SpanData> spans = agent.spans(257);
    assertThat(status(spans.get(255))).isEqualTo(201 + 255);
    assertThat(spans.get(256).getName()).isEqualTo("PUT");
  }

  @Test
  void anAnswerOf500OrMoreFailsTheOperation() throws IOException {
    Wire.ask(serve(), "GET", "/unavailable");
    assertThat(text(agent.span("GET"), "error.type")).isEqualTo("503");
  }

  @Test
  void aConnectionThatTheServerClosesEndsTheOperation() throws IOException {
    try (Wire wire = new Wire(serve())) {
      wire.send(wire.request("GET", "/thrown"));
      SpanData span = agent.span("GET");
      assertThat(status(span)).isNull();
      assertThat(text(span, "error.type")).isEqualTo("no_response");
    }
  }

  @Test
  void aClientThatHangsUpEndsTheOperation() throws IOException {
    try (Wire wire = new Wire(serve())) {
      wire.send(wire.request("GET", "/begun"));
      wire.hear();
    }
    assertThat(status(agent.span("GET"))).isEqualTo(200);
  }

  @Test
  void aRequestThatNettyCannotReadIsAnOperation() throws IOException {
    try (Wire wire = new Wire(serve())) {
      wire.send("nonsense\r\n\r\n");
      assertThat(wire.answer("GET").status()).isEqualTo(400);
    }
    SpanData span = agent.span("HTTP");
    assertThat(text(span, "http.request.method")).isEqualTo("_OTHER");
    assertThat(text(span, "url.path")).isNull();
  }

  @Test
  void aRequestThatBecomesAWebSocketEndsThen() throws IOException {
    try (Wire wire = new Wire(serve())) {
      wire.send(
          wire.request(
              "GET",
              "/socket",
              "Upgrade: websocket",
              "Connection: Upgrade",
              "Sec-WebSocket-Version: 13",
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
      assertThat(wire.answer("HEAD").status()).isEqualTo(101);
      assertThat(status(agent.span("GET"))).isEqualTo(101);
      wire.send("\u0081\u0082\0\0\0\0hi");
      wire.hear();
    }
  }

  @Test
  void handlersOnThreadsOfTheirOwnAreServedAlike() throws IOException {
    listening =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(others, new HttpServerCodec(), new NettyShop());
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
    int port = ((InetSocketAddress) listening.localAddress()).getPort();
    assertThat(Wire.ask(port, "GET", "/things/7").body()).isEqualTo("7");
    assertThat(agent.trace(2)).isEqualTo("SERVER GET\n  INTERNAL work");
  }

  @Test
  void aClientIsLeftAlone() throws Exception {
    int port = serve();
    CompletableFuture<List<String>> seen = new CompletableFuture<>();
    Channel client =
        new Bootstrap()
            .group(loops)
            .channel(NioSocketChannel.class)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast("codec", new HttpClientCodec());
                    channel
                        .pipeline()
                        .addLast(
                            "last",
                            new SimpleChannelInboundHandler<HttpObject>() {
                              @Override
                              protected void channelRead0(
                                  ChannelHandlerContext context, HttpObject message) {
                                if (message instanceof LastHttpContent) {
                                  seen.complete(context.pipeline().names());
                                }
                              }
                            });
                  }
                })
            .connect("127.0.0.1", port)
            .syncUninterruptibly()
            .channel();
    client.writeAndFlush(
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/things/7"));
    assertThat(seen.get(10, TimeUnit.SECONDS)).startsWith("codec", "last");
    client.close().syncUninterruptibly();
    agent.spans(2);
  }

  @Test
  void requestsThatAreDecodedWithoutAConnectionAreNoneServed() {
    EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder());
    channel.writeInbound(
        Unpooled.copiedBuffer("GET / HTTP/1.1\r\n\r\n", StandardCharsets.US_ASCII));
    assertThat(channel.pipeline().names()).doesNotContain("obs-http");
    channel.finish();
  }
}
