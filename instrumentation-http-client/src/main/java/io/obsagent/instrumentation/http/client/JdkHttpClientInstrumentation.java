/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.client;

import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Stateful;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * The JDK's {@code java.net.http.HttpClient}, of Java 11 and later. Its advice is compiled for Java
 * 11, which is why it is named by strings here. An operation ends when the body handler has
 * completed, or the future was cancelled.
 */
public final class JdkHttpClientInstrumentation extends InstrumentationModule {
  private static final String ADVICE = "io.obsagent.instrumentation.http.client.JdkAdvice$";

  public JdkHttpClientInstrumentation() {
    super("jdk-http-client", "http-client");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Clients(), new Requests(), new Exchanges());
  }

  static final class Clients implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("jdk.internal.net.http.HttpClientImpl");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("send").takes(2), ADVICE + "Send");
      type.applyAdviceToMethod(Methods.named("sendAsync").takes(3), ADVICE + "SendAsync");
    }
  }

  /** The client's own form of a request: one made of the application's, or of another of these. */
  static final class Requests implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("jdk.internal.net.http.HttpRequestImpl");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.constructors().takes(2).takes(0, "java.net.http.HttpRequest"),
          ADVICE + "FirstRequest");
      type.applyAdviceToMethod(
          Methods.constructors().takes(2).takes(0, "java.net.http.HttpRequest"),
          ADVICE + "RequestBody");
      type.applyAdviceToMethod(
          Methods.constructors().takes(2, "jdk.internal.net.http.HttpRequestImpl"),
          ADVICE + "NextRequest");
      type.applyAdviceToMethod(Methods.named("getUserHeaders").takes(0), ADVICE + "RequestHeaders");
    }
  }

  static final class Exchanges implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("jdk.internal.net.http.MultiExchange");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.constructors().takes(3, "java.net.http.HttpResponse$BodyHandler"),
          ADVICE + "Body");
    }
  }
}
