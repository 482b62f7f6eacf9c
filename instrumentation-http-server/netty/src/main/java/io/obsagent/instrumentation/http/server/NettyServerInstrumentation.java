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
import java.util.Collections;
import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * Netty 4.1 and 4.2 where an application, or a framework that is not woven itself, serves HTTP/1 by
 * Netty's own codec: as a decoder of requests first decodes something, a handler is put behind it,
 * which sees requests and responses pass. Decoders of clients are left alone, and so is Reactor
 * Netty.
 */
public final class NettyServerInstrumentation extends InstrumentationModule
    implements TypeInstrumentation, Stateful {
  /** Made by the list of modules. */
  public NettyServerInstrumentation() {
    super("netty-server", "netty", "http-server");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Collections.<TypeInstrumentation>singletonList(this);
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return Types.named("io.netty.handler.codec.http.HttpObjectDecoder");
  }

  @Override
  public void transform(TypeTransformer type) {
    type.applyAdviceToMethod(
        Methods.named("decode").takes(3).takes(0, "io.netty.channel.ChannelHandlerContext"),
        Decode.class.getName());
  }

  static final class Decode {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(
        @Advice.This Object decoder, @Advice.Argument(0) ChannelHandlerContext context) {
      NettyConnection.watch(decoder, context);
    }
  }
}
