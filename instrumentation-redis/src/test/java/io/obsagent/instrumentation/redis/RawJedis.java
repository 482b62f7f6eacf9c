/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.commands.ProtocolCommand;

/** Commands by their names: methods differ from version to version. */
final class RawJedis {
  private RawJedis() {}

  /** Sends a command and returns the reply, as text. */
  static String send(Jedis jedis, String command, String... arguments) {
    byte[][] raw = new byte[arguments.length][];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = arguments[i].getBytes(UTF_8);
    }
    ProtocolCommand name = () -> command.getBytes(UTF_8);
    try {
      return text(reply(jedis, name, raw));
    } catch (InvocationTargetException e) {
      throw (RuntimeException) e.getCause();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static Object reply(Jedis jedis, ProtocolCommand name, byte[][] raw)
      throws ReflectiveOperationException {
    Class<?>[] types = {ProtocolCommand.class, byte[][].class};
    try {
      return Jedis.class.getMethod("sendCommand", types).invoke(jedis, name, raw);
    } catch (NoSuchMethodException e) {
      Object client = Jedis.class.getMethod("getClient").invoke(jedis);
      client.getClass().getMethod("sendCommand", types).invoke(client, name, raw);
      return client.getClass().getMethod("getOne").invoke(client);
    }
  }

  private static String text(Object reply) {
    if (reply instanceof List<?> list) {
      return list.stream().map(RawJedis::text).toList().toString();
    }
    return reply instanceof byte[] bytes ? new String(bytes, UTF_8) : String.valueOf(reply);
  }
}
