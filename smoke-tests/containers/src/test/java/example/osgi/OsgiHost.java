/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.osgi;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * Any OSGi framework of the class path, with a cache folder and bundles as arguments. Serves {@code
 * /work}, which asks every {@link Callable} that a bundle offers, and {@code /ping}.
 */
public final class OsgiHost {
  private OsgiHost() {}

  public static void main(String[] arguments) throws Exception {
    Framework framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow()
            .newFramework(
                Map.of(
                    "org.osgi.framework.storage",
                    arguments[0],
                    "org.osgi.framework.storage.clean",
                    "onFirstInit"));
    framework.start();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    System.setProperty("ping", "http://127.0.0.1:" + server.getAddress().getPort() + "/ping");
    List<Bundle> bundles = new ArrayList<>();
    for (int i = 1; i < arguments.length; i++) {
      String location = Path.of(arguments[i]).toUri().toString();
      bundles.add(framework.getBundleContext().installBundle(location));
    }
    for (Bundle bundle : bundles) {
      bundle.start();
    }
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/work", exchange -> answer(exchange, work(framework)));
    server.createContext("/ping", exchange -> answer(exchange, "pong"));
    server.start();
    System.out.println("ready " + server.getAddress().getPort());
  }

  private static String work(Framework framework) throws IOException {
    StringBuilder answers = new StringBuilder();
    var context = framework.getBundleContext();
    try {
      // The first bundle's is the greatest.
      List<ServiceReference<?>> all =
          new ArrayList<>(context.getServiceReferences(Callable.class, null));
      all.sort(Collections.reverseOrder());
      for (ServiceReference<?> found : all) {
        answers.append(((Callable<?>) context.getService(found)).call()).append(' ');
      }
    } catch (Exception e) {
      throw new IOException(e);
    }
    return answers.toString().trim();
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
