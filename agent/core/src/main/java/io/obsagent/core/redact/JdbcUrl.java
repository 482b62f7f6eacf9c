/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads database, server and name from a JDBC URL, and nothing else. */
public final class JdbcUrl {
  private static final int MAX_LENGTH = 2_048;
  private static final int MAX_SYSTEM = 32;

  /** Sub-protocols of drivers that wrap another driver; the wrapped URL follows. */
  private static final String[] WRAPPERS = {
    "p6spy:", "log4jdbc:", "otel:", "tracing:", "aws-wrapper:", "tc:", "datasource-proxy:"
  };

  private final String system;
  private final String rest;

  private JdbcUrl(String system, String rest) {
    this.system = system;
    this.rest = rest;
  }

  /** What the URL says; null or no JDBC URL gives system {@code other}. Never throws. */
  public static DatabaseAddress parse(@Nullable String url) {
    if (url == null || !url.regionMatches(true, 0, "jdbc:", 0, 5)) {
      return new DatabaseAddress("other", null, null, null);
    }
    String rest = url.substring(5, Math.min(url.length(), MAX_LENGTH));
    for (String wrapper : WRAPPERS) {
      if (rest.regionMatches(true, 0, wrapper, 0, wrapper.length())) {
        rest = rest.substring(wrapper.length());
      }
    }
    if (rest.startsWith("jdbc:")) {
      rest = rest.substring(5);
    }
    String protocol = before(rest, ":").toLowerCase(Locale.ROOT);
    rest = rest.substring(Math.min(rest.length(), protocol.length() + 1));
    if (protocol.equals("jtds") || protocol.equals("microsoft")) {
      protocol = before(rest, ":").toLowerCase(Locale.ROOT);
      rest = rest.substring(Math.min(rest.length(), protocol.length() + 1));
    }
    return new JdbcUrl(system(protocol), rest).address();
  }

  private static String system(String protocol) {
    switch (protocol) {
      case "ch":
        return "clickhouse";
      case "mysql+srv":
        return "mysql";
      case "pgsql":
        return "postgresql";
      case "as400":
        return "db2";
      default:
        break;
    }
    for (int i = 0; i < protocol.length(); i++) {
      char c = protocol.charAt(i);
      if (!SecretShapes.isAlphanumeric(c) && "+-._".indexOf(c) < 0) {
        return "other";
      }
    }
    return protocol.isEmpty() || protocol.length() > MAX_SYSTEM ? "other" : protocol;
  }

  private DatabaseAddress address() {
    switch (system) {
      case "oracle":
        return oracle();
      case "sqlserver":
        return sqlServer();
      case "h2":
      case "hsqldb":
      case "derby":
      case "sqlite":
        return embedded();
      case "postgresql":
        return server("localhost", "5432");
      case "mysql":
      case "mariadb":
        return server("localhost", "3306");
      case "clickhouse":
        return server("localhost", "8123");
      case "db2":
        return server("localhost", "50000");
      default:
        return server(null, null);
    }
  }

  /** {@code //user:secret@host:port,host:port/name?parameters}, or a name alone. */
  private DatabaseAddress server(@Nullable String defaultHost, @Nullable String defaultPort) {
    int slashes = rest.indexOf("//");
    if (slashes < 0) {
      String name = defaultHost == null ? null : lastElement(before(rest, "?;:&"));
      return new DatabaseAddress(system, defaultHost, defaultPort, name);
    }
    String location = withoutUserInfo(rest.substring(slashes + 2));
    int slash = location.indexOf('/');
    String authority = slash < 0 ? before(location, "?;") : location.substring(0, slash);
    String name = slash < 0 ? null : before(location.substring(slash + 1), "?;:&/");
    if (authority.indexOf('=') >= 0) {
      String host = property(authority, "host", "(),");
      return new DatabaseAddress(
          system, host, orElse(property(authority, "port", "(),"), defaultPort), name);
    }
    return hostAndPort(before(authority, ","), defaultHost, defaultPort, name);
  }

  /**
   * {@code thin:user/secret@//host:port/service}, {@code @host:port:sid}, a name or a descriptor.
   */
  private DatabaseAddress oracle() {
    int at = before(rest, "?").lastIndexOf('@');
    String location = rest.substring((at >= 0 ? at : rest.lastIndexOf('@')) + 1);
    if (location.startsWith("(")) {
      String service = property(location, "service_name", "()");
      return new DatabaseAddress(
          system,
          property(location, "host", "()"),
          orElse(property(location, "port", "()"), "1521"),
          service != null ? service : property(location, "sid", "()"));
    }
    if (rest.indexOf('@') < 0) {
      return new DatabaseAddress(system, null, null, null);
    }
    int slashes = location.indexOf("//");
    String address = before(slashes < 0 ? location : location.substring(slashes + 2), "?");
    int slash = address.indexOf('/');
    if (slash >= 0) {
      String service = before(address.substring(slash + 1), ":/");
      return hostAndPort(before(address.substring(0, slash), ","), null, "1521", service);
    }
    int colon = address.indexOf(':');
    if (colon < 0) {
      return new DatabaseAddress(system, null, null, address);
    }
    int sid = address.indexOf(':', colon + 1);
    String port = sid < 0 ? address.substring(colon + 1) : address.substring(colon + 1, sid);
    String name = sid < 0 ? null : address.substring(sid + 1);
    return new DatabaseAddress(system, address.substring(0, colon), port, name);
  }

  /** {@code //host\instance:port;databaseName=name;…}. */
  private DatabaseAddress sqlServer() {
    int slashes = rest.indexOf("//");
    String location = slashes < 0 ? rest : rest.substring(slashes + 2);
    String authority = before(location, ";/");
    String properties = withoutBraces(location.substring(authority.length()));
    String name = property(properties, "databasename", ";");
    name = orElse(name, property(properties, "database", ";"));
    if (name == null && properties.startsWith("/")) {
      name = before(properties.substring(1), ";?");
    }
    if (authority.isEmpty()) {
      String server = property(properties, "servername", ";");
      authority = server == null ? "localhost" : before(server, "\\");
      String port = orElse(property(properties, "portnumber", ";"), "1433");
      return new DatabaseAddress(system, authority, port, name);
    }
    int colon = authority.indexOf(':');
    String port = colon < 0 ? "1433" : authority.substring(colon + 1);
    return new DatabaseAddress(system, before(authority, ":\\"), port, name);
  }

  /** Databases that live in the process, in a file, or behind a server of their own. */
  private DatabaseAddress embedded() {
    String location = before(rest, ";?");
    int slashes = location.indexOf("//");
    boolean file = location.startsWith("file:") || location.startsWith("zip:");
    if (slashes >= 0 && !file && !system.equals("sqlite")) {
      String address = withoutUserInfo(location.substring(slashes + 2));
      int slash = address.indexOf('/');
      String authority = slash < 0 ? address : address.substring(0, slash);
      String name = slash < 0 ? null : lastElement(address.substring(slash + 1));
      return hostAndPort(authority, null, defaultPort(), name);
    }
    String name = location.equals(":memory:") ? "memory" : lastElement(location);
    return new DatabaseAddress(system, null, null, name);
  }

  private String defaultPort() {
    return system.equals("h2") ? "9092" : system.equals("derby") ? "1527" : "9001";
  }

  private DatabaseAddress hostAndPort(
      String authority, @Nullable String host, @Nullable String port, @Nullable String name) {
    if (authority.startsWith("[")) {
      String address = before(authority.substring(1), "]");
      int colon = authority.indexOf("]:");
      String given = colon < 0 ? port : authority.substring(colon + 2);
      return new DatabaseAddress(system, address, given, name);
    }
    String given = before(authority, ":");
    String givenPort =
        given.length() < authority.length() ? authority.substring(given.length() + 1) : port;
    return new DatabaseAddress(system, given.isEmpty() ? host : given, givenPort, name);
  }

  /** What follows the last {@code @} in front of the parameters: a password may hold slashes. */
  private static String withoutUserInfo(String location) {
    return location.substring(before(location, "?;").lastIndexOf('@') + 1);
  }

  /** The value of a property written {@code name=value}, name in any case. */
  private static @Nullable String property(String text, String name, String ends) {
    int from = 0;
    while (from <= text.length() - name.length()) {
      boolean starts = from == 0 || ends.indexOf(text.charAt(from - 1)) >= 0;
      if (starts && text.regionMatches(true, from, name, 0, name.length())) {
        int i = from + name.length();
        while (i < text.length() && text.charAt(i) == ' ') {
          i++;
        }
        if (i < text.length() && text.charAt(i) == '=') {
          return before(text.substring(i + 1), ends).trim();
        }
      }
      from++;
    }
    return null;
  }

  /** Values in braces may hold anything, even what looks like another property. */
  private static String withoutBraces(String properties) {
    StringBuilder out = new StringBuilder(properties.length());
    boolean inside = false;
    for (int i = 0; i < properties.length(); i++) {
      char c = properties.charAt(i);
      if (!inside && c == '{') {
        inside = true;
      } else if (inside && c == '}') {
        inside = i + 1 < properties.length() && properties.charAt(i + 1) == '}';
        i += inside ? 1 : 0;
      } else if (!inside) {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static String lastElement(String path) {
    int from = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
    return path.substring(Math.max(from, path.lastIndexOf(':')) + 1);
  }

  /** The text in front of the first of some characters. */
  private static String before(String text, String chars) {
    for (int i = 0; i < text.length(); i++) {
      if (chars.indexOf(text.charAt(i)) >= 0) {
        return text.substring(0, i);
      }
    }
    return text;
  }

  private static @Nullable String orElse(@Nullable String value, @Nullable String other) {
    return value != null ? value : other;
  }
}
