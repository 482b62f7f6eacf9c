/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import net.bytebuddy.ByteBuddy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UncoveredPageTest {
  /** An instrumentation of a JVM that has loaded these classes. */
  private static Instrumentation withLoaded(Class<?> @Nullable ... classes) {
    return (Instrumentation)
        Proxy.newProxyInstance(
            UncoveredPageTest.class.getClassLoader(),
            new Class<?>[] {Instrumentation.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("getAllLoadedClasses");
              return classes;
            });
  }

  /** A class of a loader below this one's. */
  private static Class<?> named(String name) {
    return new ByteBuddy()
        .subclass(Object.class)
        .name(name)
        .make()
        .load(UncoveredPageTest.class.getClassLoader())
        .getLoaded();
  }

  private static String page(Class<?> @Nullable ... loaded) {
    byte[] head = "GET /uncovered HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    Request request = Request.parse(head, head.length);
    return new String(
        new UncoveredPage(withLoaded(loaded)).get(request).body, StandardCharsets.UTF_8);
  }

  @Test
  void eachLibraryThatIsLoadedAndNotCoveredIsALine() {
    assertThat(
            page(
                named("org.apache.kafka.clients.producer.Fake"),
                named("com.mongodb.Fake"),
                named("com.mongodb.client.Fake"),
                String.class))
        .isEqualTo("Kafka\nMongoDB\n");
  }

  @Test
  void aJvmThatIsEndingTellsOfNoClasses() {
    assertThat(page((Class<?>[]) null)).isEmpty();
  }

  @Test
  void soAreServersAndClientsOfHttp() {
    assertThat(
            page(
                named("org.asynchttpclient.AsyncHttpClient"),
                named("org.eclipse.jetty.client.HttpClient"),
                named("org.eclipse.jetty.server.Server"),
                named("io.helidon.webserver.WebServer"),
                named("play.core.server.NettyServer")))
        .isEqualTo("AsyncHttpClient\nHelidon\nPlay\n");
  }

  @Test
  void withoutSuchALibraryThePageIsEmpty() {
    assertThat(page(String.class, UncoveredPageTest.class)).isEmpty();
  }
}
