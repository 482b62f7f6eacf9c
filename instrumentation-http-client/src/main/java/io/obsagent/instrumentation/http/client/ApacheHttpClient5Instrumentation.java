/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.obsagent.core.http.HttpCapture;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Types;
import io.opentelemetry.context.propagation.TextMapSetter;
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
import org.apache.hc.core5.concurrent.CancellableDependency;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpEntityContainer;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpMessage;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.net.NamedEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * The classic client of Apache HttpComponents 5: one operation per call of the application, with
 * the context in each request that goes out for it.
 */
public final class ApacheHttpClient5Instrumentation extends InstrumentationModule {
  public ApacheHttpClient5Instrumentation() {
    super("apache-http-client-5", "http-client");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Clients(), new Transmission());
  }

  static final class Clients implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(
          "org.apache.hc.client5.http.impl.classic.InternalHttpClient",
          "org.apache.hc.client5.http.impl.classic.MinimalHttpClient");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("doExecute")
              .takes(3)
              .takes(1, "org.apache.hc.core5.http.ClassicHttpRequest"),
          Execute.class.getName());
    }
  }

  static final class Transmission implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.apache.hc.core5.http.impl.io.HttpRequestExecutor");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("execute").takes(4).takes(0, "org.apache.hc.core5.http.ClassicHttpRequest"),
          Transmit.class.getName());
    }
  }

  static final class Execute {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Exchange enter(
        @Argument(0) @Nullable HttpHost target, @Argument(1) @Nullable ClassicHttpRequest request) {
      if (request == null) {
        return null;
      }
      NamedEndpoint server = target != null ? target : request.getAuthority();
      if (server == null) {
        return null;
      }
      String scheme = target != null ? target.getSchemeName() : request.getScheme();
      String path = request.getPath();
      int query = path == null ? -1 : path.indexOf('?');
      Exchange exchange =
          Exchange.start(
              request.getMethod(),
              scheme,
              server.getHostName(),
              server.getPort(),
              query < 0 ? path : path.substring(0, query));
      if (exchange != null) {
        exchange.url(url(scheme, server, path)).request(request, HeadersRead.READER);
      }
      return exchange;
    }

    static String url(@Nullable String scheme, NamedEndpoint server, @Nullable String path) {
      StringBuilder url = new StringBuilder(64);
      url.append(scheme == null ? "http" : scheme).append("://");
      boolean bare = server.getHostName().indexOf(':') >= 0;
      url.append(bare ? "[" : "").append(server.getHostName()).append(bare ? "]" : "");
      if (server.getPort() >= 0) {
        url.append(':').append(server.getPort());
      }
      return url.append(path == null ? "/" : path).toString();
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Argument(1) @Nullable ClassicHttpRequest request,
        @Enter @Nullable Exchange exchange,
        @Return @Nullable ClassicHttpResponse response,
        @Thrown @Nullable Throwable thrown) {
      if (exchange == null) {
        return;
      }
      if (response != null) {
        exchange.responded(response.getCode());
        exchange.response(response, HeadersRead.READER);
        HttpEntity entity = response.getEntity();
        BodyTap tap = entity == null ? null : exchange.tap();
        if (tap != null) {
          response.setEntity(new TappedEntity(entity, tap));
        }
      } else if (request instanceof CancellableDependency
          && ((CancellableDependency) request).isCancelled()) {
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
    static @Nullable Own enter(@Argument(0) ClassicHttpRequest request) {
      Exchange exchange = Exchange.sending();
      if (exchange == null || request.getMethod().equals("CONNECT")) {
        return null;
      }
      HttpEntity entity = request.getEntity();
      Own own = new Own(request.getHeaders(), entity);
      exchange.sent();
      exchange.inject(request, Headers.SETTER);
      HttpCapture capture = entity == null ? null : exchange.requestBody();
      if (entity != null && capture != null) {
        request.setEntity(new SeenEntity(entity, capture));
      }
      return own;
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Argument(0) ClassicHttpRequest request, @Enter @Nullable Own own) {
      if (own != null) {
        request.setHeaders(own.headers);
        if (own.entity != null && request.getEntity() != own.entity) {
          request.setEntity(own.entity);
        }
      }
    }
  }

  private static final class HeadersRead extends HeaderReader<HttpMessage> {
    static final HeadersRead READER = new HeadersRead();

    /** The entity knows its type where the message does not have it as a header. */
    @Override
    public @Nullable String get(@Nullable HttpMessage message, String name) {
      Header header = message == null ? null : message.getFirstHeader(name);
      if (header != null) {
        return header.getValue();
      }
      HttpEntity entity =
          message instanceof HttpEntityContainer
              ? ((HttpEntityContainer) message).getEntity()
              : null;
      return entity == null
          ? null
          : name.equals("Content-Type")
              ? entity.getContentType()
              : name.equals("Content-Encoding") ? entity.getContentEncoding() : null;
    }
  }

  enum Headers implements TextMapSetter<HttpRequest> {
    SETTER;

    @Override
    public void set(@Nullable HttpRequest request, String name, String value) {
      if (request != null) {
        request.setHeader(name, value);
      }
    }
  }
}
