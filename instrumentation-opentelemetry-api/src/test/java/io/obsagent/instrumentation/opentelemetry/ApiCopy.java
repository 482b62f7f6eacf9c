/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.opentelemetry;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * An application's loader with a copy of the API of its own, and with what bridges that. All else
 * is the test's.
 */
final class ApiCopy extends URLClassLoader {
  private static final String BRIDGE = "io.obsagent.instrumentation.opentelemetry.";

  private ApiCopy(URL[] urls) {
    super(urls, ApiCopy.class.getClassLoader());
  }

  /** A copy of a version; the newest one is the agent's own version. */
  static ApiCopy of(String version) {
    List<URL> urls = new ArrayList<>();
    urls.add(place(ApiCopy.class));
    urls.add(place(GlobalInstance.class));
    try {
      if (version.equals("newest")) {
        urls.add(place(Class.forName("io.opentelemetry.api.GlobalOpenTelemetry")));
        urls.add(place(Class.forName("io.opentelemetry.context.Context")));
        urls.add(place(Class.forName("io.opentelemetry.common.ComponentLoader")));
        urls.add(place(Class.forName("io.opentelemetry.sdk.common.CompletableResultCode")));
        urls.add(place(Class.forName("io.opentelemetry.sdk.trace.SdkTracerProvider")));
      } else {
        for (String part : new String[] {"api", "context"}) {
          File jar = new File("target/versions/opentelemetry-" + part + "-" + version + ".jar");
          urls.add(jar.toURI().toURL());
        }
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return new ApiCopy(urls.toArray(new URL[0]));
  }

  private static URL place(Class<?> type) {
    try {
      String file = type.getName().replace('.', '/') + ".class";
      String url = type.getClassLoader().getResource(file).toString();
      String place = url.substring(0, url.length() - file.length());
      if (place.startsWith("jar:")) {
        place = place.substring(4, place.length() - 2);
      }
      return new URI(place).toURL();
    } catch (URISyntaxException | java.net.MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a class of the tests as the application's. */
  @SuppressWarnings("unchecked")
  List<String> run(Class<? extends Callable<List<String>>> application) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(this);
    try {
      Class<?> own = Class.forName(application.getName(), true, this);
      return ((Callable<List<String>>) own.getDeclaredConstructor().newInstance()).call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** The agent's own services are not the application's. */
  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    return name.startsWith("META-INF/services/io.opentelemetry.")
        ? findResources(name)
        : super.getResources(name);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(BRIDGE) && !name.startsWith("io.opentelemetry.")) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? findClass(name) : loaded;
    }
  }
}
