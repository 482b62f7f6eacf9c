/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.core.http.HttpActive;
import io.obsagent.core.http.HttpWants;
import io.obsagent.core.operation.Operation;
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
import org.eclipse.jetty.http.BadMessageException;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.HttpInput;
import org.eclipse.jetty.server.HttpOutput;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Jetty 9.4 to 11, of either servlet namespace: its channel hears of a request's head, handles it
 * in one or more turns and hears of its completion.
 */
public final class JettyInstrumentation extends InstrumentationModule {
  /** Made by the list of modules. */
  public JettyInstrumentation() {
    super("jetty", "http-server");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Channels(), new Upgrades(), new Inputs(), new Outputs());
  }

  private static final class Channels implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.eclipse.jetty.server.HttpChannel");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("onRequest").takes(1), Head.class.getName());
      Methods onBadMessage = Methods.named("onBadMessage");
      type.applyAdviceToMethod(
          onBadMessage.takes(1).takes(0, "org.eclipse.jetty.http.BadMessageException"),
          BadMessage.class.getName());
      type.applyAdviceToMethod(
          onBadMessage.takes(2).takes(0, "int"), EarlyBadMessage.class.getName());
      type.applyAdviceToMethod(Methods.named("handle").takes(0), Handle.class.getName());
      type.applyAdviceToMethod(
          Methods.named("handleException", "abort").takes(1).takes(0, "java.lang.Throwable"),
          Failure.class.getName());
      type.applyAdviceToMethod(Methods.named("onCompleted").takes(0), Completed.class.getName());
    }
  }

  /**
   * Requests that change to HTTP/2, which another channel serves: from Jetty 10 on, this one hears
   * of their heads, too, and never of their completion.
   */
  private static final class Upgrades implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.eclipse.jetty.server.HttpChannelOverHttp");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("upgrade").takes(0).returns("boolean"), Upgrade.class.getName());
    }
  }

  private static final class Inputs implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.eclipse.jetty.server.HttpInput");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("read").takes(3).takes(0, "byte[]"), Read.class.getName());
    }
  }

  private static final class Outputs implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.eclipse.jetty.server.HttpOutput");
    }

    @Override
    public void transform(TypeTransformer type) {
      Methods write = Methods.named("write");
      type.applyAdviceToMethod(write.takes(3).takes(0, "byte[]"), Write.class.getName());
      type.applyAdviceToMethod(write.takes(1).takes(0, "int"), WriteOne.class.getName());
      type.applyAdviceToMethod(
          write.takes(1).takes(0, "java.nio.ByteBuffer"), WriteBuffer.class.getName());
    }
  }

  static final class Head {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@Advice.This HttpChannel channel) {
      ServedRequest.abandon(JettyRequests.OPERATIONS.remove(channel));
      Request request = channel.getRequest();
      Operation operation = ServedRequest.start(request, JettyRequests.READER);
      ServedRequest.target(operation, request, JettyRequests.READER);
      JettyRequests.OPERATIONS.set(channel, operation);
      if (HttpWants.SERVED.any()) {
        JettyBodies.begin(request.getHttpInput(), operation);
      }
    }
  }

  static final class BadMessage {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static Object enter(@Advice.This HttpChannel channel) {
      return JettyRequests.rejected(channel);
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter @Nullable Object operation, @Advice.Argument(0) BadMessageException failure) {
      JettyRequests.endRejected((Operation) operation, failure.getCode());
    }
  }

  /** What {@link BadMessage} is to the first releases of 9.4. */
  static final class EarlyBadMessage {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static Object enter(@Advice.This HttpChannel channel) {
      return JettyRequests.rejected(channel);
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Advice.Enter @Nullable Object operation, @Advice.Argument(0) int status) {
      JettyRequests.endRejected((Operation) operation, status);
    }
  }

  /** Nothing is told of an operation once another one is of the same request. */
  static final class Upgrade {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Object enter(@Advice.This HttpChannel channel) {
      Operation operation = JettyRequests.OPERATIONS.remove(channel);
      if (operation != null) {
        HttpActive.end(operation);
      }
      return operation;
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.This HttpChannel channel,
        @Advice.Enter @Nullable Object operation,
        @Advice.Return boolean upgraded) {
      if (!upgraded && operation != null) {
        JettyRequests.OPERATIONS.set(channel, (Operation) operation);
        HttpActive.begin((Operation) operation);
      }
    }
  }

  static final class Handle {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Object enter(@Advice.This HttpChannel channel) {
      return Turn.resume(JettyRequests.OPERATIONS.get(channel));
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Advice.Enter @Nullable Object turn) {
      if (turn != null) {
        ((Turn) turn).end();
      }
    }
  }

  static final class Failure {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(
        @Advice.This HttpChannel channel, @Advice.Argument(0) @Nullable Throwable failure) {
      ServedRequest.failed(JettyRequests.OPERATIONS.get(channel), failure);
    }
  }

  static final class Read {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(
        @Advice.This HttpInput input,
        @Advice.Argument(0) byte[] bytes,
        @Advice.Argument(1) int offset,
        @Advice.Return int count) {
      if (HttpWants.SERVED.any()) {
        JettyBodies.read(input, bytes, offset, count);
      }
    }
  }

  static final class Write {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(
        @Advice.This HttpOutput output,
        @Advice.Argument(0) byte[] bytes,
        @Advice.Argument(1) int offset,
        @Advice.Argument(2) int length) {
      if (HttpWants.SERVED.any()) {
        JettyBodies.write(output, bytes, offset, length);
      }
    }
  }

  static final class WriteOne {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@Advice.This HttpOutput output, @Advice.Argument(0) int one) {
      if (HttpWants.SERVED.any()) {
        JettyBodies.write(output, new byte[] {(byte) one}, 0, 1);
      }
    }
  }

  static final class WriteBuffer {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@Advice.This HttpOutput output, @Advice.Argument(0) ByteBuffer bytes) {
      if (HttpWants.SERVED.any()) {
        JettyBodies.write(output, bytes);
      }
    }
  }

  static final class Completed {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@Advice.This HttpChannel channel) {
      Operation operation = JettyRequests.OPERATIONS.remove(channel);
      if (operation != null) {
        ServedRequest.responded(operation, channel.getResponse(), JettyRequests.RESPONSES);
        ServedRequest.end(operation, channel.getResponse().getStatus());
      }
    }
  }
}
