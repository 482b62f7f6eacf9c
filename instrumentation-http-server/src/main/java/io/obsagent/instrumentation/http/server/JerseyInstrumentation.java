/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.HttpServer;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.glassfish.jersey.server.internal.routing.UriRoutingContext;
import org.glassfish.jersey.uri.UriTemplate;
import org.jspecify.annotations.Nullable;

/**
 * Jersey 2 (javax) and 3 to 4 (jakarta), in whatever server: the templates of the resource that a
 * request was matched with make up its route; what a resource threw fails the operation if its
 * response is a failure.
 */
public final class JerseyInstrumentation extends InstrumentationModule {
  private static final String SERVER = "org.glassfish.jersey.server.";

  /** Made by the list of modules. */
  public JerseyInstrumentation() {
    super("jersey", "http-server");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Resources(), new Errors());
  }

  private static final class Resources implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(SERVER + "internal.routing.UriRoutingContext");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("setMatchedResourceMethod").takes(1), Matched.class.getName());
    }
  }

  /** What makes responses of errors. */
  private static final class Errors implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(SERVER + "ServerRuntime$Responder");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("process").takes(1).takes(0, "java.lang.Throwable"),
          Thrown.class.getName());
    }
  }

  static final class Matched {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@Advice.This UriRoutingContext uri) {
      Operation operation = Operation.current(HttpServer.TYPE);
      if (operation != null) {
        ServedRequest.route(operation, route(uri));
      }
    }

    /** The templates come innermost first; the base is that of the application. */
    private static String route(UriRoutingContext uri) {
      StringBuilder route = new StringBuilder(uri.getBaseUri().getRawPath());
      List<UriTemplate> templates = uri.getMatchedTemplates();
      for (int i = templates.size() - 1; i >= 0; i--) {
        String template = templates.get(i).getTemplate();
        int end = route.length() - 1;
        if (end >= 0 && route.charAt(end) == '/' && template.startsWith("/")) {
          route.setLength(end);
        }
        route.append(template);
      }
      return route.length() == 0 ? "/" : route.toString();
    }
  }

  static final class Thrown {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@Advice.Argument(0) @Nullable Throwable thrown) {
      HandledErrors.thrown(thrown);
    }
  }
}
