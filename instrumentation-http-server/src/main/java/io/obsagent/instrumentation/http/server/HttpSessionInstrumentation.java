/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.http.server;

import io.obsagent.core.vocabulary.Observed;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Stateful;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import io.undertow.server.session.InMemorySessionManager;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.apache.catalina.session.ManagerBase;
import org.eclipse.jetty.server.session.DefaultSessionCache;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP sessions that Tomcat 8.5 to 11, Jetty 9.4 to 11 and Undertow keep: each of their
 * managers is asked for its own count when metrics are collected.
 */
public final class HttpSessionInstrumentation extends InstrumentationModule {
  /** Made by the list of modules. */
  public HttpSessionInstrumentation() {
    super("http-session", "http-server");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(
        new Managers("org.apache.catalina.session.ManagerBase", TomcatMade.class.getName()),
        new Managers(
            "org.eclipse.jetty.server.session.DefaultSessionCache", JettyMade.class.getName()),
        new Managers(
            "io.undertow.server.session.InMemorySessionManager", UndertowMade.class.getName()));
  }

  private static final class Managers implements TypeInstrumentation, Stateful {
    private final String type;
    private final String advice;

    Managers(String type, String advice) {
      this.type = type;
      this.advice = advice;
    }

    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(type);
    }

    @Override
    public void transform(TypeTransformer transformer) {
      transformer.applyAdviceToMethod(Methods.constructors(), advice);
    }
  }

  static final class TomcatMade {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@Advice.This ManagerBase manager) {
      HttpSessions.observe(manager, new TomcatSessions(manager));
    }
  }

  static final class JettyMade {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@Advice.This DefaultSessionCache cache) {
      HttpSessions.observe(cache, new JettySessions(cache));
    }
  }

  static final class UndertowMade {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@Advice.This InMemorySessionManager manager) {
      HttpSessions.observe(manager, new UndertowSessions(manager));
    }
  }

  private static final class TomcatSessions implements Observed {
    private final ManagerBase manager;

    TomcatSessions(ManagerBase manager) {
      this.manager = manager;
    }

    @Override
    public @Nullable Object read(String field) {
      return field.equals("active")
          ? (Object) (long) manager.getActiveSessions()
          : manager.getContext() == null ? null : manager.getContext().getName();
    }
  }

  private static final class JettySessions implements Observed {
    private final DefaultSessionCache cache;

    JettySessions(DefaultSessionCache cache) {
      this.cache = cache;
    }

    @Override
    public @Nullable Object read(String field) {
      return field.equals("active") ? (Object) cache.getSessionsCurrent() : null;
    }
  }

  private static final class UndertowSessions implements Observed {
    private final InMemorySessionManager manager;

    UndertowSessions(InMemorySessionManager manager) {
      this.manager = manager;
    }

    @Override
    public Object read(String field) {
      return field.equals("active")
          ? (Object) (long) manager.getActiveSessions().size()
          : manager.getDeploymentName();
    }
  }
}
