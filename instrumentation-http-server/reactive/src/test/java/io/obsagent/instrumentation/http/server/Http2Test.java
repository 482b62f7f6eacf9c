/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.CleartextHttp2ServerUpgradeHandler;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ServerUpgradeCodec;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.obsagent.instrumentation.concurrent.ThreadPoolInstrumentation;
import io.obsagent.instrumentation.reactive.ReactorInstrumentation;
import io.obsagent.testing.Agent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRoutes;

/** HTTP/2 without TLS, asked for at once or by an upgrade, beside HTTP/1.1 on the same port. */
class Http2Test {
  private static final String ONE = "SERVER GET /things/{id}\n  INTERNAL work";

  @RegisterExtension
  static final Agent agent =
      Agent.with(
              new ReactorNettyServerInstrumentation(),
              new NettyServerInstrumentation(),
              new ReactorInstrumentation(),
              new ThreadPoolInstrumentation())
          .rules(
              """
              metrics:
                http2_posted_total:
                  type: counter
                  on: http.server POST **
                  labels: {kind: request.body.kind, id: response.body.id}
                http2_being_served: {type: gauge, on: http.server.active}
              """);

  private static final EventLoopGroup loops = new NioEventLoopGroup(2);

  private static DisposableServer reactor;
  private static Channel netty;

  @BeforeAll
  static void start() {
    reactor =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .protocol(HttpProtocol.H2C, HttpProtocol.HTTP11)
            .route(Http2Test::routes)
            .bindNow(Duration.ofSeconds(10));
    netty =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(new Connections())
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  private static void routes(HttpServerRoutes routes) {
    routes
        .get(
            "/things/{id}",
            (request, response) -> {
              Agent.work("work").run();
              return response.sendString(Mono.just(request.param("id")));
            })
        .get(
            "/elsewhere",
            (request, response) ->
                response.sendString(
                    Mono.just("done")
                        .publishOn(Schedulers.parallel())
                        .doOnNext(text -> Agent.work("work").run())))
        .post(
            "/echo",
            (request, response) ->
                response
                    .header("Content-Type", "application/json")
                    .sendString(
                        request.receive().aggregate().asString().map(text -> "{\"id\": \"i1\"}")))
        .get("/fail", (request, response) -> Mono.error(new IllegalStateException("early")));
  }

  /** A server straight on Netty, of both protocols. */
  private static final class Connections extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      Http2FrameCodec frames = Http2FrameCodecBuilder.forServer().build();
      Http2MultiplexHandler streams = new Http2MultiplexHandler(new Streams());
      HttpServerCodec http1 = new HttpServerCodec();
      HttpServerUpgradeHandler upgrade =
          new HttpServerUpgradeHandler(
              http1, protocol -> new Http2ServerUpgradeCodec(frames, streams), 1000);
      channel
          .pipeline()
          .addLast(
              new CleartextHttp2ServerUpgradeHandler(
                  http1,
                  upgrade,
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel known) {
                      known.pipeline().addLast(frames, streams);
                    }
                  }))
          .addLast(new HttpObjectAggregator(1000), new Shop());
    }
  }

  private static final class Streams extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel stream) {
      stream
          .pipeline()
          .addLast(
              new Http2StreamFrameToHttpObjectCodec(true),
              new HttpObjectAggregator(1000),
              new Shop());
    }
  }

  @ChannelHandler.Sharable
  private static final class Shop extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      Agent.work("work").run();
      DefaultFullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              request.uri().equals("/fail")
                  ? HttpResponseStatus.INTERNAL_SERVER_ERROR
                  : HttpResponseStatus.OK,
              Unpooled.copiedBuffer("7", StandardCharsets.UTF_8));
      response.headers().set("Content-Length", "1");
      context.writeAndFlush(response);
    }
  }

  @AfterAll
  static void stop() {
    reactor.disposeNow(Duration.ofSeconds(10));
    netty.close().syncUninterruptibly();
    loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private static int nettyPort() {
    return ((InetSocketAddress) netty.localAddress()).getPort();
  }

  /** A client that knows of the protocol. */
  private static HttpClient client(int port) {
    return HttpClient.create()
        .protocol(HttpProtocol.H2C)
        .host("127.0.0.1")
        .port(port)
        .responseTimeout(Duration.ofSeconds(10));
  }

  private static Mono<Wire.Answer> get(HttpClient client, String path) {
    return client
        .get()
        .uri(path)
        .responseSingle(
            (response, body) ->
                body.asString()
                    .defaultIfEmpty("")
                    .map(text -> new Wire.Answer(response.status().code(), text)));
  }

  private static Wire.Answer get(int port, String path) {
    return get(client(port), path).block(Duration.ofSeconds(20));
  }

  /** Asks in HTTP/1.1 for HTTP/2. */
  private static HttpResponse<String> upgraded(int port, String path) throws Exception {
    return java.net.http.HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static String text(SpanData span, String attribute) {
    return span.getAttributes().get(AttributeKey.stringKey(attribute));
  }

  private static Long status(SpanData span) {
    return span.getAttributes().get(AttributeKey.longKey("http.response.status_code"));
  }

  @Test
  void aStreamIsOneServerOperationNamedByItsRoute() {
    assertThat(get(reactor.port(), "/things/7?secret=1")).isEqualTo(new Wire.Answer(200, "7"));
    assertThat(agent.trace(2)).isEqualTo(ONE);
    SpanData span = agent.span("GET /things/{id}");
    assertThat(status(span)).isEqualTo(200);
    assertThat(text(span, "url.path")).isEqualTo("/things/7");
    assertThat(text(span, "url.scheme")).isEqualTo("http");
    assertThat(text(span, "server.address")).isEqualTo("127.0.0.1");
    assertThat(text(span, "client.address")).isEqualTo("127.0.0.1");
  }

  @Test
  void streamsOfOneConnectionAreTracesOfTheirOwn() {
    HttpClient client = client(reactor.port());
    Flux.range(1, 5).flatMap(number -> get(client, "/things/" + number)).blockLast();
    agent.spans(10);
    assertThat(agent.traces()).containsExactlyElementsOf(Collections.nCopies(5, ONE));
    agent.metric("http2_being_served").hasValue(0);
  }

  @Test
  void whatAHandlerOfAStreamDoesOnOtherThreadsIsItsChild() {
    assertThat(get(reactor.port(), "/elsewhere").body()).isEqualTo("done");
    assertThat(agent.trace(2)).isEqualTo("SERVER GET /elsewhere\n  INTERNAL work");
  }

  /** Early versions close the stream before their own client has heard the whole response. */
  @Test
  void anErrorOfTheHandlerFailsTheOperation() {
    get(client(reactor.port()), "/fail")
        .onErrorResume(error -> Mono.empty())
        .block(Duration.ofSeconds(20));
    SpanData span = agent.span("GET /fail");
    assertThat(status(span)).isEqualTo(500);
    assertThat(text(span, "error.type")).isEqualTo("java.lang.IllegalStateException");
  }

  @Test
  void aRuleReadsBodiesOfAStream() {
    client(reactor.port())
        .headers(headers -> headers.set("Content-Type", "application/json"))
        .post()
        .uri("/echo")
        .send((request, out) -> out.sendString(Mono.just("{\"kind\": \"book\"}")))
        .responseContent()
        .aggregate()
        .block(Duration.ofSeconds(20));
    agent.span("POST /echo");
    agent.metric("http2_posted_total").with("kind", "book").with("id", "i1").hasValue(1);
  }

  @Test
  void aRequestThatChangesToHttp2IsOneServerOperation() throws Exception {
    HttpResponse<String> response = upgraded(reactor.port(), "/things/7");
    assertThat(response.version()).isEqualTo(java.net.http.HttpClient.Version.HTTP_2);
    assertThat(response.body()).isEqualTo("7");
    assertThat(agent.trace(2)).isEqualTo(ONE);
    assertThat(status(agent.span("GET /things/{id}"))).isEqualTo(200);
  }

  @Test
  void soIsOneOfHttp1OnTheSamePort() throws IOException {
    assertThat(Wire.ask(reactor.port(), "GET", "/things/7")).isEqualTo(new Wire.Answer(200, "7"));
    assertThat(agent.trace(2)).isEqualTo(ONE);
  }

  @Test
  void aStreamStraightOnNettyIsOneServerOperation() {
    assertThat(get(nettyPort(), "/things/7?secret=1")).isEqualTo(new Wire.Answer(200, "7"));
    assertThat(agent.trace(2)).isEqualTo("SERVER GET\n  INTERNAL work");
    SpanData span = agent.span("GET");
    assertThat(status(span)).isEqualTo(200);
    assertThat(text(span, "url.path")).isEqualTo("/things/7");
    assertThat(text(span, "server.address")).isEqualTo("127.0.0.1");
    assertThat(text(span, "client.address")).isEqualTo("127.0.0.1");
  }

  @Test
  void anAnswerOf500OnAStreamFailsTheOperation() {
    assertThat(get(nettyPort(), "/fail").status()).isEqualTo(500);
    assertThat(text(agent.span("GET"), "error.type")).isEqualTo("500");
  }

  @Test
  void aRequestThatChangesToHttp2StraightOnNettyIsOneServerOperation() throws Exception {
    HttpResponse<String> response = upgraded(nettyPort(), "/things/7");
    assertThat(response.version()).isEqualTo(java.net.http.HttpClient.Version.HTTP_2);
    assertThat(response.body()).isEqualTo("7");
    assertThat(agent.trace(2)).isEqualTo("SERVER GET\n  INTERNAL work");
    assertThat(status(agent.span("GET"))).isEqualTo(200);
    agent.metric("http2_being_served").hasValue(0);
  }

  @Test
  void aRequestOfHttp1StraightOnNettyIsOneServerOperation() throws IOException {
    assertThat(Wire.ask(nettyPort(), "GET", "/things/7")).isEqualTo(new Wire.Answer(200, "7"));
    assertThat(agent.trace(2)).isEqualTo("SERVER GET\n  INTERNAL work");
  }
}
