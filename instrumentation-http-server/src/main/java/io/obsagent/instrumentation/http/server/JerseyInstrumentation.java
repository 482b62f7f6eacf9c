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
import java.util.Collections;
import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.glassfish.jersey.server.internal.routing.UriRoutingContext;
import org.glassfish.jersey.uri.UriTemplate;

/**
 * Jersey 2 (javax) and 3 to 4 (jakarta), in whatever server: the templates of the resource that a
 * request was matched with make up its route.
 */
public final class JerseyInstrumentation extends InstrumentationModule
    implements TypeInstrumentation {
  /** Made by the list of modules. */
  public JerseyInstrumentation() {
    super("jersey", "http-server");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Collections.singletonList(this);
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return Types.named("org.glassfish.jersey.server.internal.routing.UriRoutingContext");
  }

  @Override
  public void transform(TypeTransformer type) {
    type.applyAdviceToMethod(
        Methods.named("setMatchedResourceMethod").takes(1), Matched.class.getName());
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
}
