/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.obsagent.core.http.HttpWants;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Stateful;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.asm.Advice.Thrown;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's {@code HttpURLConnection}, plain and under {@code HttpsURLConnection}. An exchange
 * begins with the first call that may open the connection and ends when the response is received,
 * or with the call that failed.
 */
public final class HttpUrlConnectionInstrumentation extends InstrumentationModule {
  public HttpUrlConnectionInstrumentation() {
    super("http-url-connection", "http-client");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Connections(), new SecureConnections(), new ResponseCodes());
  }

  /** What plain connections are, and what secure ones delegate to. */
  static final class Connections implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("sun.net.www.protocol.http.HttpURLConnection");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("connect", "getOutputStream").takes(0), Call.class.getName());
      type.applyAdviceToMethod(
          Methods.named("getOutputStream").takes(0), RequestBody.class.getName());
      type.applyAdviceToMethod(Methods.named("getInputStream").takes(0), Receive.class.getName());
      type.applyAdviceToMethod(Methods.named("getErrorStream").takes(0), ErrorBody.class.getName());
      type.applyAdviceToMethod(Methods.named("disconnect").takes(0), Disconnect.class.getName());
    }
  }

  /** Secure connections connect in their own way. */
  static final class SecureConnections implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("sun.net.www.protocol.https.AbstractDelegateHttpsURLConnection");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("connect").takes(0), Call.class.getName());
    }
  }

  /** Where a connection learns the status while it receives the response. */
  static final class ResponseCodes implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("java.net.HttpURLConnection");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("getResponseCode").takes(0), ResponseCode.class.getName());
    }
  }

  static final class Call {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable UrlExchange enter(@This HttpURLConnection connection) {
      return UrlExchange.enter(connection);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Enter @Nullable UrlExchange exchange, @Thrown @Nullable Throwable thrown) {
      if (exchange != null) {
        exchange.called(thrown);
      }
    }
  }

  static final class RequestBody {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    @AssignReturned.ToReturned
    static @Nullable OutputStream exit(
        @This HttpURLConnection connection, @Return @Nullable OutputStream body) {
      return HttpWants.SENT.any() ? UrlExchange.seen(connection, body) : null;
    }
  }

  static final class Receive {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable UrlExchange enter(@This HttpURLConnection connection) {
      return UrlExchange.enter(connection);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    @AssignReturned.ToReturned
    static @Nullable InputStream exit(
        @This HttpURLConnection connection,
        @Enter @Nullable UrlExchange exchange,
        @Return @Nullable InputStream body,
        @Thrown @Nullable Throwable thrown) {
      if (exchange != null) {
        exchange.received(connection, thrown);
      }
      return UrlExchange.tapped(connection, body);
    }
  }

  static final class ErrorBody {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    @AssignReturned.ToReturned
    static @Nullable InputStream exit(
        @This HttpURLConnection connection, @Return @Nullable InputStream body) {
      return UrlExchange.tapped(connection, body);
    }
  }

  static final class Disconnect {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@This HttpURLConnection connection) {
      UrlExchange.disconnected(connection);
    }
  }

  static final class ResponseCode {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@This HttpURLConnection connection, @Return int status) {
      UrlExchange.learned(connection, status);
    }
  }
}
