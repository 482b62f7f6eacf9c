/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.io.File;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Collections;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.logger.NullLogger;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;

final class Main {
  static void main(String[] args) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    TcpDiscoveryVmIpFinder alone = new TcpDiscoveryVmIpFinder();
    alone.setAddresses(Collections.singleton("127.0.0.1:" + port));
    TcpDiscoverySpi discovery = new TcpDiscoverySpi();
    discovery.setIpFinder(alone).setLocalPort(port).setLocalPortRange(0);
    Ignite node =
        Ignition.start(
            new IgniteConfiguration()
                .setLocalHost("127.0.0.1")
                .setWorkDirectory(new File("ignite").getAbsolutePath())
                .setGridLogger(new NullLogger())
                .setDiscoverySpi(discovery));
    Lookups.in(node.<String, String>createCache("plans"));
  }
}
