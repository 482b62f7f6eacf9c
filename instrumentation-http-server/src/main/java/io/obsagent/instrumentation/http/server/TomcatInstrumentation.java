/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.core.http.HttpWants;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.HttpServer;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Stateful;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.buf.ByteChunk;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat 8.5 to 11, of either servlet namespace: woven where its protocol side calls its servlet
 * side, which sees every request that has a readable head, and every later turn of an asynchronous
 * one.
 */
public final class TomcatInstrumentation extends InstrumentationModule {
  /** Made by the list of modules. */
  public TomcatInstrumentation() {
    super("tomcat", "http-server");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Adapter(), new Requests(), new Responses(), new Errors());
  }

  private static final class Adapter implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.apache.catalina.connector.CoyoteAdapter");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("service").takes(2).takes(0, "org.apache.coyote.Request"),
          Service.class.getName());
      type.applyAdviceToMethod(
          Methods.named("asyncDispatch").takes(3).takes(0, "org.apache.coyote.Request"),
          AsyncDispatch.class.getName());
    }
  }

  private static final class Requests implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.apache.coyote.Request");
    }

    @Override
    public void transform(TypeTransformer type) {
      Methods doRead = Methods.named("doRead").takes(1);
      type.applyAdviceToMethod(
          doRead.takes(0, "org.apache.tomcat.util.net.ApplicationBufferHandler"),
          Read.class.getName());
      type.applyAdviceToMethod(
          doRead.takes(0, "org.apache.tomcat.util.buf.ByteChunk"), ReadChunk.class.getName());
    }
  }

  private static final class Responses implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.apache.coyote.Response");
    }

    @Override
    public void transform(TypeTransformer type) {
      Methods doWrite = Methods.named("doWrite").takes(1);
      type.applyAdviceToMethod(doWrite.takes(0, "java.nio.ByteBuffer"), Write.class.getName());
      type.applyAdviceToMethod(
          doWrite.takes(0, "org.apache.tomcat.util.buf.ByteChunk"), WriteChunk.class.getName());
    }
  }

  private static final class Errors implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.apache.catalina.core.StandardHostValve");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("throwable").takes(3).takes(2, "java.lang.Throwable"),
          Thrown.class.getName());
    }
  }

  static final class Service {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static Object enter(@Advice.Argument(0) Request request) {
      return TomcatExchange.start(request);
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter @Nullable Object turn,
        @Advice.Argument(0) Request request,
        @Advice.Argument(1) Response response,
        @Advice.Thrown @Nullable Throwable thrown) {
      if (turn != null) {
        ServedRequest.target(((Turn) turn).operation, request, TomcatRequests.READER);
        TomcatExchange.leave((Turn) turn, request, response, thrown);
      }
    }
  }

  static final class AsyncDispatch {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Object enter(@Advice.Argument(0) Request request) {
      return TomcatExchange.resume(request);
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter @Nullable Object turn,
        @Advice.Argument(0) Request request,
        @Advice.Argument(1) Response response,
        @Advice.Thrown @Nullable Throwable thrown) {
      if (turn != null) {
        TomcatExchange.leave((Turn) turn, request, response, thrown);
      }
    }
  }

  static final class Read {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(
        @Advice.This Request request, @Advice.Argument(0) Object handler, @Advice.Return int count)
        throws Throwable {
      if (HttpWants.SERVED.any()) {
        TomcatBodies.read(request, handler, count);
      }
    }
  }

  static final class ReadChunk {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(
        @Advice.This Request request,
        @Advice.Argument(0) ByteChunk chunk,
        @Advice.Return int count) {
      if (HttpWants.SERVED.any()) {
        TomcatBodies.readChunk(request, chunk, count);
      }
    }
  }

  static final class Write {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@Advice.This Response response, @Advice.Argument(0) ByteBuffer buffer) {
      if (HttpWants.SERVED.any()) {
        TomcatBodies.write(response, buffer);
      }
    }
  }

  static final class WriteChunk {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@Advice.This Response response, @Advice.Argument(0) ByteChunk chunk) {
      if (HttpWants.SERVED.any()) {
        TomcatBodies.writeChunk(response, chunk);
      }
    }
  }

  static final class Thrown {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@Advice.Argument(2) @Nullable Throwable thrown) {
      ServedRequest.failed(Operation.current(HttpServer.TYPE), thrown);
    }
  }
}
