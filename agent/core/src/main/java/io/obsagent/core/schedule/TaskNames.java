/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.schedule;

import org.jspecify.annotations.Nullable;

/**
 * Which tasks are the application's own, and what they are called: {@code Cleaner#run}, or {@code
 * Cleaner} for a lambda of that class. Thread-safe.
 */
public final class TaskNames {
  private static final String NOBODYS = "";

  /** Those of libraries that have their own business with schedulers. */
  private static final String[] LIBRARIES = {
    "akka.",
    "brave.",
    "ch.qos.",
    "co.elastic.",
    "com.amazonaws.",
    "com.couchbase.",
    "com.datastax.",
    "com.fasterxml.",
    "com.github.benmanes.",
    "com.github.kagkarlsson.",
    "com.google.",
    "com.hazelcast.",
    "com.ibm.",
    "com.mchange.",
    "com.microsoft.",
    "com.mongodb.",
    "com.mysql.",
    "com.netflix.",
    "com.newrelic.",
    "com.rabbitmq.",
    "com.sun.",
    "com.zaxxer.",
    "feign.",
    "io.agroal.",
    "io.github.bucket4j.",
    "io.github.resilience4j.",
    "io.grpc.",
    "io.helidon.",
    "io.lettuce.",
    "io.micrometer.",
    "io.micronaut.",
    "io.nats.",
    "io.netty.",
    "io.obsagent.core.",
    "io.opentelemetry.",
    "io.prometheus.",
    "io.quarkus.",
    "io.r2dbc.",
    "io.reactivex.",
    "io.sentry.",
    "io.smallrye.",
    "io.undertow.",
    "io.vertx.",
    "jakarta.",
    "java.",
    "javax.",
    "jdk.",
    "kotlin.",
    "kotlinx.",
    "okhttp3.",
    "oracle.",
    "org.apache.",
    "org.asynchttpclient.",
    "org.eclipse.",
    "org.ehcache.",
    "org.elasticsearch.",
    "org.glassfish.",
    "org.hibernate.",
    "org.infinispan.",
    "org.jboss.",
    "org.jobrunr.",
    "org.mariadb.",
    "org.opensearch.",
    "org.postgresql.",
    "org.quartz.",
    "org.redisson.",
    "org.springframework.",
    "org.testcontainers.",
    "org.wildfly.",
    "org.xnio.",
    "reactor.",
    "redis.clients.",
    "rx.",
    "scala.",
    "software.amazon.",
    "sun.",
  };

  /** What each class is called, with a hash sign behind it if the method shall follow. */
  private static final ClassValue<String> STEMS =
      new ClassValue<String>() {
        @Override
        protected String computeValue(Class<?> type) {
          return isApplications(type) ? stem(type.getName()) : NOBODYS;
        }
      };

  private TaskNames() {}

  /**
   * The name of a task.
   *
   * @return null when it is one of the JDK's or a library's
   */
  public static @Nullable String find(Object task) {
    String stem = STEMS.get(task.getClass());
    if (stem.isEmpty()) {
      return null;
    }
    if (!stem.endsWith("#")) {
      return stem;
    }
    return stem.concat(task instanceof Runnable ? "run" : "call");
  }

  /** The name of a method that is a task; of a proxy's that of what the proxy is for. */
  public static String of(Class<?> declaring, String method) {
    return of(declaring.getName()) + "#" + method;
  }

  /** A class without its package; of a proxy's that of what the proxy is for. */
  public static String of(String className) {
    String type = simple(className);
    int generated = type.indexOf("$$");
    return generated > 0 ? type.substring(0, generated) : type;
  }

  private static boolean isApplications(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    if (loader == null || loader == ClassLoader.getSystemClassLoader().getParent()) {
      return false;
    }
    String name = type.getName();
    for (String library : LIBRARIES) {
      if (name.startsWith(library)) {
        return false;
      }
    }
    return true;
  }

  static String stem(String className) {
    String name = simple(className);
    int generated = name.indexOf("$$");
    return generated > 0 ? name.substring(0, generated) : name.concat("#");
  }

  /** Without the package; what is behind a slash, as in names of lambdas, may have dots. */
  private static String simple(String className) {
    int slash = className.indexOf('/');
    String name = slash < 0 ? className : className.substring(0, slash);
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
