/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Properties;
import javax.cache.Caching;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.server.hotrod.HotRodServer;
import org.infinispan.server.hotrod.configuration.HotRodServerConfigurationBuilder;

final class Main {
  static void main(String[] args) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    GlobalConfigurationBuilder alone = new GlobalConfigurationBuilder().nonClusteredDefault();
    DefaultCacheManager caches = new DefaultCacheManager(alone.build());
    caches.defineConfiguration("plans", new ConfigurationBuilder().build());
    caches.getCache("plans");
    new HotRodServer()
        .start(new HotRodServerConfigurationBuilder().host("127.0.0.1").port(port).build(), caches);
    Properties properties = new Properties();
    properties.setProperty("infinispan.client.hotrod.server_list", "127.0.0.1:" + port);
    Lookups.in(
        Caching.getCachingProvider("org.infinispan.jcache.remote.JCachingProvider")
            .getCacheManager(null, null, properties)
            .getCache("plans", String.class, String.class));
  }
}
