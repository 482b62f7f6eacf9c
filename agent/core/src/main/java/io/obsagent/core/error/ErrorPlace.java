/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.error;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** What kind of error an exception is: its type and the topmost frame of the application's own. */
final class ErrorPlace {
  private static final int MOST_WRAPPERS = 16;
  private static final String SAMPLES = "org.springframework.samples.";

  /** Packages of the platform and of libraries that most applications have. */
  private static final String[] LIBRARIES = {
    "java.",
    "javax.",
    "jakarta.",
    "jdk.",
    "sun.",
    "com.sun.",
    "kotlin.",
    "kotlinx.",
    "scala.",
    "groovy.",
    "org.codehaus.groovy.",
    "akka.",
    "ch.qos.logback.",
    "com.amazonaws.",
    "com.auth0.",
    "com.fasterxml.",
    "com.github.benmanes.",
    "com.google.common.",
    "com.mchange.",
    "com.microsoft.sqlserver.",
    "com.mongodb.",
    "com.mysql.",
    "com.stripe.",
    "com.zaxxer.",
    "feign.",
    "io.grpc.",
    "io.javalin.",
    "io.jsonwebtoken.",
    "io.lettuce.",
    "io.micrometer.",
    "io.netty.",
    "io.opentelemetry.",
    "io.quarkus.",
    "io.r2dbc.",
    "io.reactivex.",
    "io.smallrye.",
    "io.undertow.",
    "io.vertx.",
    "okhttp3.",
    "okio.",
    "org.apache.",
    "org.aspectj.",
    "org.eclipse.",
    "org.glassfish.",
    "org.h2.",
    "org.hibernate.",
    "org.jboss.",
    "org.jooq.",
    "org.mariadb.",
    "org.postgresql.",
    "org.quartz.",
    "org.redisson.",
    "org.slf4j.",
    "org.springframework.",
    "org.wildfly.",
    "oracle.",
    "reactor.",
    "redis.clients.",
    "retrofit2.",
    "rx.",
    "software.amazon.",
    "tools.jackson.",
  };

  /** The full name of the exception's class. */
  final String type;

  /** The frame as a stack trace shows it; empty when there is none at all. */
  final String frame;

  /** Class and method of that frame; empty when there is none. */
  final String method;

  /**
   * Sixteen hexadecimal digits: the same for the same type and method, on every host and release.
   */
  final String fingerprint;

  private ErrorPlace(String type, @Nullable StackTraceElement frame) {
    this.type = type;
    this.frame = frame == null ? "" : shown(frame);
    this.method = frame == null ? "" : method(frame);
    this.fingerprint = hash(type + ' ' + method);
  }

  /** That of an exception, without the wrappers that executors and the like put around it. */
  static ErrorPlace of(Throwable thrown) {
    Throwable error = bare(thrown);
    StackTraceElement[] frames = error.getStackTrace();
    return new ErrorPlace(error.getClass().getName(), top(frames));
  }

  /** The exception that counts. */
  static Throwable bare(Throwable thrown) {
    Throwable bare = thrown;
    for (int i = 0; i < MOST_WRAPPERS && isWrapper(bare); i++) {
      Throwable cause = bare.getCause();
      if (cause == null) {
        break;
      }
      bare = cause;
    }
    return bare;
  }

  private static boolean isWrapper(Throwable thrown) {
    return thrown instanceof CompletionException
        || thrown instanceof ExecutionException
        || thrown instanceof InvocationTargetException
        || thrown.getClass().getName().endsWith("ServletException");
  }

  private static @Nullable StackTraceElement top(StackTraceElement[] frames) {
    for (StackTraceElement frame : frames) {
      if (isOfApplication(frame.getClassName())) {
        return frame;
      }
    }
    return frames.length == 0 ? null : frames[0];
  }

  static boolean isOfApplication(String className) {
    for (String library : LIBRARIES) {
      if (className.startsWith(library)) {
        return className.startsWith(SAMPLES);
      }
    }
    return !className.startsWith("com.sun.proxy.") && !className.startsWith("$Proxy");
  }

  private static String shown(StackTraceElement frame) {
    String file = frame.getFileName();
    return method(frame)
        + '('
        + (file == null ? "Unknown Source" : file)
        + (frame.getLineNumber() >= 0 ? ":" + frame.getLineNumber() : "")
        + ')';
  }

  /** Class and method, without what generated classes and lambdas have behind their names. */
  private static String method(StackTraceElement frame) {
    String type = frame.getClassName();
    int generated = type.indexOf("$$");
    String method = frame.getMethodName();
    int number = method.startsWith("lambda$") ? method.lastIndexOf('$') : -1;
    return (generated > 0 ? type.substring(0, generated) : type)
        + '.'
        + (number > "lambda".length() ? method.substring(0, number) : method);
  }

  private static String hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    String hex = Long.toHexString(hash);
    return "0000000000000000".substring(hex.length()) + hex;
  }
}
