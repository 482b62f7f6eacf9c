/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import java.net.URI;

/**
 * Where requests go. Unlike {@link URI#getHost()} it also understands host names with an
 * underscore, as container networks have them. Immutable.
 */
final class HttpEndpoint {
  /** Whether the connection is encrypted. */
  final boolean tls;

  /** A name or an address, IPv6 without brackets. */
  final String host;

  final int port;

  /** The value of the {@code Host} header. */
  final String authority;

  /** Path and query, as sent in the request line. */
  final String target;

  HttpEndpoint(URI uri) {
    tls = "https".equalsIgnoreCase(uri.getScheme());
    int standardPort = tls ? 443 : 80;
    String given = uri.getRawAuthority();
    if (given == null) {
      throw new IllegalArgumentException("no host in the endpoint");
    }
    given = given.substring(given.lastIndexOf('@') + 1);
    int colon = given.lastIndexOf(':');
    boolean hasPort = colon > given.lastIndexOf(']');
    String name = hasPort ? given.substring(0, colon) : given;
    String digits = hasPort ? given.substring(colon + 1) : "";
    port = digits.isEmpty() ? standardPort : Integer.parseInt(digits);
    authority = port == standardPort ? name : name + ':' + port;
    host = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
    String path = uri.getRawPath();
    String query = uri.getRawQuery();
    String file = path == null || path.isEmpty() ? "/" : path;
    target = query == null ? file : file + '?' + query;
  }
}
