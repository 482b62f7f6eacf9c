/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import io.obsagent.bootstrap.State;
import java.util.Iterator;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.args.Rawable;
import redis.clients.jedis.commands.ProtocolCommand;

/** What Jedis' connections and commands are to the rest of this package. Thread-safe. */
final class JedisWires {
  /** Whether commands and their arguments are one object, as since Jedis 4. */
  static final boolean HAVE_ARGUMENTS = haveArguments();

  private static final State<Wire> WIRE = new State<>();

  private JedisWires() {}

  /** What is under way on a connection. */
  static Wire of(Connection connection) {
    Wire wire = WIRE.get(connection);
    if (wire == null) {
      wire = new Wire(endpoint(connection));
      WIRE.set(connection, wire);
    }
    return wire;
  }

  static CommandName name(ProtocolCommand command) {
    return CommandName.of(command, command.getRaw());
  }

  /** The arguments without the command's name. */
  static byte[][] arguments(CommandArguments arguments) {
    byte[][] raw = new byte[arguments.size() - 1][];
    Iterator<Rawable> each = arguments.iterator();
    each.next();
    for (int i = 0; i < raw.length; i++) {
      raw[i] = each.next().getRaw();
    }
    return raw;
  }

  static CommandArguments arguments(ProtocolCommand command, byte[][] raw) {
    CommandArguments arguments = new CommandArguments(command);
    for (byte[] argument : raw) {
      arguments.add(argument);
    }
    return arguments;
  }

  /** Asked once a connection. The first versions tell host and port, later ones as text only. */
  private static Endpoint endpoint(Connection connection) {
    if (HAVE_ARGUMENTS) {
      return Endpoint.of(connection.toString());
    }
    try {
      Class<?> type = connection.getClass();
      Object host = type.getMethod("getHost").invoke(connection);
      Object port = type.getMethod("getPort").invoke(connection);
      return new Endpoint((String) host, (Integer) port, "0");
    } catch (ReflectiveOperationException | RuntimeException e) {
      return new Endpoint(null, 0, "0");
    }
  }

  private static boolean haveArguments() {
    try {
      Class.forName(
          "redis.clients.jedis.CommandArguments", false, Connection.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
