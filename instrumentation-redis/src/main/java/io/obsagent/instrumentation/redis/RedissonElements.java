/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.redis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.obsagent.core.log.AgentLog;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.queue.QueueCommand;
import org.jspecify.annotations.Nullable;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.Codec;
import org.redisson.client.codec.StringCodec;

/** What Redisson adds to a list or publishes, and is to carry the trace context. */
final class RedissonElements {
  static {
    AgentLog.info(
        "Redisson: jobs go on with the trace of their enqueue where the codec of a list or topic is of texts or bytes,"
            + " and are linked to it elsewhere, but for messages");
  }

  private RedissonElements() {}

  /**
   * Puts the trace context into the elements of a command that is about to be sent, if the worker
   * will see them as they are, whatever reads them.
   *
   * @param codec what made bytes of the elements; null when that is not known
   * @param parameters the command's own array, whose buffers are its own as well
   */
  static void carry(
      Operation operation,
      Sent sent,
      QueueCommand queue,
      @Nullable Codec codec,
      @Nullable Object[] parameters) {
    if (sent.name.name.equals("XADD")
        || !(codec instanceof StringCodec || codec instanceof ByteArrayCodec)) {
      return;
    }
    for (int i = 1; i < parameters.length; i++) {
      Object parameter = parameters[i];
      if (!(parameter instanceof ByteBuf)
          || ((ByteBuf) parameter).readableBytes() != sent.arguments.get(i).length) {
        return;
      }
    }
    byte[][] changed = queue.withContext(operation);
    for (int i = 1; changed != null && i < changed.length; i++) {
      if (changed[i] != sent.arguments.get(i)) {
        ((ByteBuf) parameters[i]).release();
        parameters[i] = Unpooled.wrappedBuffer(changed[i]);
      }
    }
  }
}
