/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jboss.resteasy.plugins.server.sun.http.HttpContextBuilder;

final class Main {
  static void main(String[] args) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    HttpContextBuilder builder = new HttpContextBuilder();
    builder.getDeployment().getActualResourceClasses().add(Items.class);
    builder.bind(server);
    server.start();
    Items.ask(server.getAddress().getPort());
  }
}
