/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.obsagent.core.http.HttpCapture;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.Thrown;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.HttpEntityEnclosingRequest;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.client.methods.HttpUriRequest;
import org.jspecify.annotations.Nullable;

/**
 * The blocking client of Apache HttpComponents 4.3 to 4.5: one operation per call of the
 * application, with the context in each request that goes out for it.
 */
public final class ApacheHttpClient4Instrumentation extends InstrumentationModule {
  private static final String CLIENTS = "org.apache.http.impl.client.";

  /** Made by the list of modules. */
  public ApacheHttpClient4Instrumentation() {
    super("apache-http-client-4", "http-client");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Clients(), new Transmission());
  }

  private static final class Clients implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(
          CLIENTS + "InternalHttpClient",
          CLIENTS + "MinimalHttpClient",
          CLIENTS + "AbstractHttpClient");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("doExecute").takes(3).takes(1, "org.apache.http.HttpRequest"),
          Execute.class.getName());
    }
  }

  private static final class Transmission implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.apache.http.protocol.HttpRequestExecutor");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("execute").takes(3).takes(0, "org.apache.http.HttpRequest"),
          Transmit.class.getName());
    }
  }

  static final class Execute {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Exchange enter(
        @Argument(0) @Nullable HttpHost target, @Argument(1) @Nullable HttpRequest request) {
      return target == null || request == null ? null : ApacheMessages4.start(target, request);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Argument(1) @Nullable HttpRequest request,
        @Enter @Nullable Exchange exchange,
        @Return @Nullable HttpResponse response,
        @Thrown @Nullable Throwable thrown) {
      if (exchange == null) {
        return;
      }
      if (response != null) {
        exchange.responded(response.getStatusLine().getStatusCode());
        exchange.response(response, ApacheMessages4.HEADERS);
        HttpEntity entity = response.getEntity();
        BodyTap tap = entity == null ? null : exchange.tap();
        if (tap != null) {
          response.setEntity(new TappedEntity4(entity, tap));
        }
      } else if (request instanceof HttpUriRequest && ((HttpUriRequest) request).isAborted()) {
        exchange.canceled(thrown);
      } else if (thrown != null) {
        exchange.failed(thrown);
      }
      exchange.end();
    }
  }

  /**
   * Sending one request and receiving its response head. The request may be the application's own
   * object, so its headers and entity are put back.
   */
  static final class Transmit {
    /** What a request has of its own. */
    private static final class Own {
      final Header[] headers;
      final @Nullable HttpEntity entity;

      Own(Header[] headers, @Nullable HttpEntity entity) {
        this.headers = headers;
        this.entity = entity;
      }
    }

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Own enter(@Argument(0) HttpRequest request) {
      Exchange exchange = Exchange.sending();
      if (exchange == null || request.getRequestLine().getMethod().equals("CONNECT")) {
        return null;
      }
      HttpEntity entity =
          request instanceof HttpEntityEnclosingRequest
              ? ((HttpEntityEnclosingRequest) request).getEntity()
              : null;
      Own own = new Own(request.getAllHeaders(), entity);
      exchange.sent();
      exchange.inject(request, ApacheMessages4.SETTER);
      HttpCapture capture = entity == null ? null : exchange.requestBody();
      if (entity != null && capture != null) {
        ((HttpEntityEnclosingRequest) request).setEntity(new SeenEntity4(entity, capture));
      }
      return own;
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Argument(0) HttpRequest request, @Enter @Nullable Own own) {
      if (own != null) {
        request.setHeaders(own.headers);
        if (own.entity != null) {
          HttpEntityEnclosingRequest enclosing = (HttpEntityEnclosingRequest) request;
          if (enclosing.getEntity() != own.entity) {
            enclosing.setEntity(own.entity);
          }
        }
      }
    }
  }
}
