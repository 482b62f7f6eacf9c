/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import com.sun.net.httpserver.HttpServer;
import java.net.URI;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.jersey.jdkhttp.JdkHttpServerFactory;
import org.glassfish.jersey.server.ResourceConfig;

final class Main {
  static void main(String[] args) throws Exception {
    Logger.getLogger("").setLevel(Level.OFF);
    HttpServer server =
        JdkHttpServerFactory.createHttpServer(
            URI.create("http://127.0.0.1:0/"), new ResourceConfig(Items.class));
    Items.ask(server.getAddress().getPort());
  }
}
