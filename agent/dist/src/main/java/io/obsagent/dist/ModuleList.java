/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.dist;

import io.obsagent.instrumentation.annotations.WithSpanInstrumentation;
import io.obsagent.instrumentation.cache.CaffeineInstrumentation;
import io.obsagent.instrumentation.cache.GuavaCacheInstrumentation;
import io.obsagent.instrumentation.cache.JCacheInstrumentation;
import io.obsagent.instrumentation.cache.SpringCacheInstrumentation;
import io.obsagent.instrumentation.concurrent.CompletableFutureInstrumentation;
import io.obsagent.instrumentation.concurrent.ForkJoinInstrumentation;
import io.obsagent.instrumentation.concurrent.ThreadPerTaskInstrumentation;
import io.obsagent.instrumentation.concurrent.ThreadPoolInstrumentation;
import io.obsagent.instrumentation.http.client.ApacheHttpAsyncClient4Instrumentation;
import io.obsagent.instrumentation.http.client.ApacheHttpAsyncClient5Instrumentation;
import io.obsagent.instrumentation.http.client.ApacheHttpClient4Instrumentation;
import io.obsagent.instrumentation.http.client.ApacheHttpClient5Instrumentation;
import io.obsagent.instrumentation.http.client.HttpUrlConnectionInstrumentation;
import io.obsagent.instrumentation.http.client.JdkHttpClientInstrumentation;
import io.obsagent.instrumentation.http.client.Jetty12ClientInstrumentation;
import io.obsagent.instrumentation.http.client.JettyClientInstrumentation;
import io.obsagent.instrumentation.http.client.OkHttpInstrumentation;
import io.obsagent.instrumentation.http.client.ReactorNettyClientInstrumentation;
import io.obsagent.instrumentation.http.server.AsyncContextInstrumentation;
import io.obsagent.instrumentation.http.server.HttpSessionInstrumentation;
import io.obsagent.instrumentation.http.server.JavalinInstrumentation;
import io.obsagent.instrumentation.http.server.JdkHttpServerInstrumentation;
import io.obsagent.instrumentation.http.server.JerseyInstrumentation;
import io.obsagent.instrumentation.http.server.Jetty12Instrumentation;
import io.obsagent.instrumentation.http.server.JettyInstrumentation;
import io.obsagent.instrumentation.http.server.NettyServerInstrumentation;
import io.obsagent.instrumentation.http.server.ReactorNettyServerInstrumentation;
import io.obsagent.instrumentation.http.server.RestEasyInstrumentation;
import io.obsagent.instrumentation.http.server.ServletInstrumentation;
import io.obsagent.instrumentation.http.server.SpringMvcInstrumentation;
import io.obsagent.instrumentation.http.server.TomcatInstrumentation;
import io.obsagent.instrumentation.http.server.UndertowInstrumentation;
import io.obsagent.instrumentation.http.server.WebFluxInstrumentation;
import io.obsagent.instrumentation.jdbc.AgroalInstrumentation;
import io.obsagent.instrumentation.jdbc.C3p0Instrumentation;
import io.obsagent.instrumentation.jdbc.DbcpInstrumentation;
import io.obsagent.instrumentation.jdbc.HikariInstrumentation;
import io.obsagent.instrumentation.jdbc.IronJacamarInstrumentation;
import io.obsagent.instrumentation.jdbc.JdbcInstrumentation;
import io.obsagent.instrumentation.jdbc.MySqlInstrumentation;
import io.obsagent.instrumentation.jdbc.TomcatJdbcInstrumentation;
import io.obsagent.instrumentation.jdbc.UcpInstrumentation;
import io.obsagent.instrumentation.jdbc.ViburInstrumentation;
import io.obsagent.instrumentation.logging.JbossLogManagerInstrumentation;
import io.obsagent.instrumentation.logging.JulInstrumentation;
import io.obsagent.instrumentation.logging.Log4j1Instrumentation;
import io.obsagent.instrumentation.logging.Log4jInstrumentation;
import io.obsagent.instrumentation.logging.LogbackInstrumentation;
import io.obsagent.instrumentation.micrometer.MicrometerInstrumentation;
import io.obsagent.instrumentation.opentelemetry.OpenTelemetryApiInstrumentation;
import io.obsagent.instrumentation.ratelimit.Bucket4jInstrumentation;
import io.obsagent.instrumentation.ratelimit.GuavaRateLimiterInstrumentation;
import io.obsagent.instrumentation.ratelimit.Resilience4jInstrumentation;
import io.obsagent.instrumentation.reactive.CoroutinesInstrumentation;
import io.obsagent.instrumentation.reactive.ReactorInstrumentation;
import io.obsagent.instrumentation.reactive.RxJava2Instrumentation;
import io.obsagent.instrumentation.reactive.RxJava3Instrumentation;
import io.obsagent.instrumentation.redis.JedisInstrumentation;
import io.obsagent.instrumentation.redis.LettuceInstrumentation;
import io.obsagent.instrumentation.redis.RedissonInstrumentation;
import io.obsagent.instrumentation.replicate.ReplicateWatcher;
import io.obsagent.instrumentation.s3.AwsSdk1S3Instrumentation;
import io.obsagent.instrumentation.s3.AwsSdk2S3Instrumentation;
import io.obsagent.instrumentation.scheduling.DbSchedulerInstrumentation;
import io.obsagent.instrumentation.scheduling.JobRunrInstrumentation;
import io.obsagent.instrumentation.scheduling.QuartzInstrumentation;
import io.obsagent.instrumentation.scheduling.ScheduledExecutorInstrumentation;
import io.obsagent.instrumentation.scheduling.SpringAsyncInstrumentation;
import io.obsagent.instrumentation.scheduling.SpringBatchInstrumentation;
import io.obsagent.instrumentation.scheduling.SpringSchedulingInstrumentation;
import io.obsagent.instrumentation.scheduling.TimerInstrumentation;
import io.obsagent.instrumentation.security.JavaJwtInstrumentation;
import io.obsagent.instrumentation.security.JjwtInstrumentation;
import io.obsagent.instrumentation.security.NimbusInstrumentation;
import io.obsagent.instrumentation.security.SpringSecurityInstrumentation;
import io.obsagent.instrumentation.stripe.StripeInstrumentation;
import io.obsagent.instrumentation.websocket.JettyWebSocketInstrumentation;
import io.obsagent.instrumentation.websocket.NettyWebSocketInstrumentation;
import io.obsagent.instrumentation.websocket.TomcatWebSocketInstrumentation;
import io.obsagent.instrumentation.websocket.TyrusWebSocketInstrumentation;
import io.obsagent.instrumentation.websocket.UndertowWebSocketInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** All instrumentation modules of the agent. A new one is a line here. */
public final class ModuleList {
  private ModuleList() {}

  /** New modules, in the order in which their advice nests. */
  public static List<InstrumentationModule> all() {
    List<InstrumentationModule> modules = new ArrayList<>();
    modules.add(new JdkHttpServerInstrumentation());
    modules.add(new JettyInstrumentation());
    modules.add(new Jetty12Instrumentation());
    modules.add(new ServletInstrumentation());
    modules.add(new SpringMvcInstrumentation());
    modules.add(new JavalinInstrumentation());
    modules.add(new JerseyInstrumentation());
    modules.add(new RestEasyInstrumentation());
    modules.add(new AsyncContextInstrumentation());
    modules.add(new HttpSessionInstrumentation());
    modules.add(new TomcatInstrumentation());
    modules.add(new UndertowInstrumentation());
    modules.add(new ReactorNettyServerInstrumentation());
    modules.add(new NettyServerInstrumentation());
    modules.add(new WebFluxInstrumentation());
    modules.add(new ApacheHttpClient4Instrumentation());
    modules.add(new ApacheHttpClient5Instrumentation());
    modules.add(new ApacheHttpAsyncClient4Instrumentation());
    modules.add(new ApacheHttpAsyncClient5Instrumentation());
    modules.add(new HttpUrlConnectionInstrumentation());
    modules.add(new JdkHttpClientInstrumentation());
    modules.add(new OkHttpInstrumentation());
    modules.add(new ReactorNettyClientInstrumentation());
    modules.add(new JettyClientInstrumentation());
    modules.add(new Jetty12ClientInstrumentation());
    modules.add(new AgroalInstrumentation());
    modules.add(new C3p0Instrumentation());
    modules.add(new DbcpInstrumentation());
    modules.add(new HikariInstrumentation());
    modules.add(new IronJacamarInstrumentation());
    modules.add(new TomcatJdbcInstrumentation());
    modules.add(new UcpInstrumentation());
    modules.add(new ViburInstrumentation());
    modules.add(new JdbcInstrumentation());
    modules.add(new MySqlInstrumentation());
    modules.add(new JedisInstrumentation());
    modules.add(new LettuceInstrumentation());
    modules.add(new RedissonInstrumentation());
    modules.add(new AwsSdk1S3Instrumentation());
    modules.add(new AwsSdk2S3Instrumentation());
    modules.add(new JavaJwtInstrumentation());
    modules.add(new JjwtInstrumentation());
    modules.add(new NimbusInstrumentation());
    modules.add(new SpringSecurityInstrumentation());
    modules.add(new StripeInstrumentation());
    modules.add(new CaffeineInstrumentation());
    modules.add(new GuavaCacheInstrumentation());
    modules.add(new JCacheInstrumentation());
    modules.add(new SpringCacheInstrumentation());
    modules.add(new JettyWebSocketInstrumentation());
    modules.add(new NettyWebSocketInstrumentation());
    modules.add(new TomcatWebSocketInstrumentation());
    modules.add(new TyrusWebSocketInstrumentation());
    modules.add(new UndertowWebSocketInstrumentation());
    modules.add(new Bucket4jInstrumentation());
    modules.add(new GuavaRateLimiterInstrumentation());
    modules.add(new Resilience4jInstrumentation());
    modules.add(new CompletableFutureInstrumentation());
    modules.add(new ForkJoinInstrumentation());
    modules.add(new ThreadPerTaskInstrumentation());
    modules.add(new ThreadPoolInstrumentation());
    modules.add(new CoroutinesInstrumentation());
    modules.add(new ReactorInstrumentation());
    modules.add(new RxJava2Instrumentation());
    modules.add(new RxJava3Instrumentation());
    modules.add(new DbSchedulerInstrumentation());
    modules.add(new JobRunrInstrumentation());
    modules.add(new QuartzInstrumentation());
    modules.add(new ScheduledExecutorInstrumentation());
    modules.add(new TimerInstrumentation());
    modules.add(new SpringSchedulingInstrumentation());
    modules.add(new SpringAsyncInstrumentation());
    modules.add(new SpringBatchInstrumentation());
    modules.add(new JbossLogManagerInstrumentation());
    modules.add(new JulInstrumentation());
    modules.add(new Log4j1Instrumentation());
    modules.add(new Log4jInstrumentation());
    modules.add(new LogbackInstrumentation());
    modules.add(new OpenTelemetryApiInstrumentation());
    modules.add(new WithSpanInstrumentation());
    modules.add(new MicrometerInstrumentation());
    return modules;
  }

  /** Classes whose static {@code register()} is called when the agent starts. */
  public static List<Class<?>> registeredAtStart() {
    return Collections.singletonList(ReplicateWatcher.class);
  }
}
