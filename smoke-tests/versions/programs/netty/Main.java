/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;

final class Main {
  static void main(String[] args) throws Exception {
    EventLoopGroup loops = new NioEventLoopGroup(1);
    Channel listening =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(new HttpServerCodec(), new HttpObjectAggregator(1000), new Shop());
                  }
                })
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
    ask(((InetSocketAddress) listening.localAddress()).getPort());
    listening.close().sync();
    loops.shutdownGracefully().sync();
  }

  private static final class Shop extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      switch (request.uri()) {
        case "/items/1":
          answer(context, 200, query());
          break;
        case "/later/1":
          CompletableFuture.supplyAsync(Main::query).thenAccept(text -> answer(context, 200, text));
          break;
        case "/gone":
          answer(context, 410, "");
          break;
        case "/broken":
          throw new IllegalStateException("broken");
        default:
          answer(context, 404, "");
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
      answer(context, 500, "");
    }

    private static void answer(ChannelHandlerContext context, int status, String text) {
      FullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              HttpResponseStatus.valueOf(status),
              Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
      response.headers().set("Content-Length", String.valueOf(text.length()));
      context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private static void ask(int port) throws Exception {
    Web.get(port, "/items/1");
    Web.get(
        port, "/items/1", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    Web.get(port, "/later/1");
    Web.get(port, "/gone");
    System.out.println("broken: " + Web.ask(port, "/broken").substring(0, 3));
    System.out.println("nothing: " + Web.ask(port, "/nothing").substring(0, 3));
  }

  static String query() {
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:shop");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT 42")) {
      rows.next();
      return rows.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
