/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.netty.channel.ChannelHandlerContext;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Stateful;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * Netty 4.1 and 4.2 where an application, or a framework that is not woven itself, serves HTTP/1 by
 * Netty's own codec, or the streams of HTTP/2 by one that makes HTTP/1's messages of them, of each
 * stream in a channel of its own or of all in the connection's: as it first decodes something, a
 * handler is put behind it, which sees requests and responses pass. Codecs of clients are left
 * alone, and so is Reactor Netty.
 */
public final class NettyServerInstrumentation extends InstrumentationModule {
  private static final String CONTEXT = "io.netty.channel.ChannelHandlerContext";
  private static final String HTTP_2 = "io.netty.handler.codec.http2.";

  /** Made by the list of modules. */
  public NettyServerInstrumentation() {
    super("netty-server", "netty", "http-server");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Decoders(), new Streams(), new Translators());
  }

  private static final class Decoders implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("io.netty.handler.codec.http.HttpObjectDecoder");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("decode").takes(3).takes(0, CONTEXT), Decode.class.getName());
    }
  }

  /** Since Netty 4.1.18. */
  private static final class Streams implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(HTTP_2 + "Http2StreamFrameToHttpObjectCodec");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("decode").takes(0, CONTEXT).takes(1, HTTP_2 + "Http2StreamFrame"),
          DecodeStream.class.getName());
    }
  }

  /** Of the streams of a connection, in one pipeline. */
  private static final class Translators implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(HTTP_2 + "InboundHttp2ToHttpAdapter");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("fireChannelRead").takes(0, CONTEXT), Translate.class.getName());
    }
  }

  static final class Decode {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(
        @Advice.This Object decoder, @Advice.Argument(0) ChannelHandlerContext context) {
      NettyConnection.watch(decoder, context);
    }
  }

  static final class DecodeStream {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(
        @Advice.This Object codec, @Advice.Argument(0) ChannelHandlerContext context) {
      NettyConnection.watchStream(codec, context);
    }
  }

  static final class Translate {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@Advice.Argument(0) ChannelHandlerContext context) {
      NettyStreams.watch(context);
    }
  }
}
