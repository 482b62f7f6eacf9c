/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.queue;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.settings.Settings;
import io.obsagent.core.vocabulary.RedisCommand;
import io.opentelemetry.api.trace.SpanKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A command that adds to a queue, takes from one or tells its length. A client's instrumentation
 * makes one of the command's arguments as it sends it, says when it is sent, and shows it the
 * reply. For one thread at a time.
 */
public final class QueueCommand {
  static final String TRACEPARENT = "traceparent";

  /** Shorter elements are likely to come again, and so not told apart. */
  static final int LEAST_BYTES = 16;

  private static final int MOST_LINKS = 32;
  private static final RecentElements ADDED = new RecentElements();

  /** Members of sorted sets that this process was shown, and may take. */
  private static final RecentElements SHOWN = new RecentElements();

  private static final int MOST_SHOWN = 128;

  private final CommandKind kind;
  private final String command;
  private final List<String> keys;
  private final List<QueueState> queues;
  private final boolean waits;
  private byte[][] arguments;
  private boolean carriesContext;

  /** Who waits for the reply, which may come on another thread; null when nobody does. */
  private @Nullable Worker worker;

  private int firstElement = 1;
  private int step = 1;

  private QueueCommand(
      CommandKind kind,
      String command,
      byte[][] arguments,
      List<String> keys,
      List<QueueState> queues,
      boolean waits) {
    this.kind = kind;
    this.command = command;
    this.arguments = arguments;
    this.keys = keys;
    this.queues = queues;
    this.waits = waits;
  }

  /**
   * What a command does to queues.
   *
   * @param command in upper case
   * @param arguments of the command, without its name; not changed, and not kept beyond the reply
   * @return null when it neither has to do with a queue nor waits
   */
  public static @Nullable QueueCommand of(CommandKind kind, String command, byte[][] arguments) {
    if (!kind.mayConcernQueue() || arguments.length == 0) {
      return null;
    }
    if (kind == CommandKind.STREAM_READ) {
      return streamRead(command, arguments);
    }
    boolean waits = kind == CommandKind.WAIT;
    if (waits || kind == CommandKind.TAKE) {
      return take(kind, command, arguments, waits);
    }
    String key = string(arguments[0]);
    boolean claims = kind == CommandKind.CLAIM;
    if (claims && (arguments.length < 4 || hasWord(arguments, "JUSTID"))
        || kind == CommandKind.REMOVE && !wasShown(key, arguments)) {
      return null;
    }
    QueueState queue = Queues.find(key, claims);
    if (queue == null) {
      return null;
    }
    if (claims) {
      queue.readBy(string(arguments[1]));
    }
    QueueCommand found =
        new QueueCommand(
            kind,
            command,
            arguments,
            Collections.singletonList(key),
            Collections.singletonList(queue),
            false);
    if (command.equals("ZADD")) {
      found.firstElement = firstMember(arguments);
      found.step = 2;
    }
    return found;
  }

  private static @Nullable QueueCommand take(
      CommandKind kind, String command, byte[][] arguments, boolean waits) {
    int from = 0;
    int to = 1;
    switch (command) {
      case "BLPOP":
      case "BRPOP":
      case "BZPOPMIN":
      case "BZPOPMAX":
        to = arguments.length - 1;
        break;
      case "LMPOP":
      case "ZMPOP":
        from = 1;
        to = 1 + number(arguments[0]);
        break;
      case "BLMPOP":
      case "BZMPOP":
        from = 2;
        to = arguments.length > 1 ? 2 + number(arguments[1]) : 2;
        break;
      case "BLMOVE":
      case "BRPOPLPUSH":
      case "LMOVE":
      case "RPOPLPUSH":
        if (!waits && Queues.isKeepingTaken(string(arguments[0]))) {
          return null;
        }
        break;
      default:
    }
    List<String> keys = new ArrayList<>(2);
    List<QueueState> queues = new ArrayList<>(2);
    for (int i = from; i < Math.min(to, arguments.length); i++) {
      String key = string(arguments[i]);
      QueueState queue = Queues.find(key, waits);
      if (queue != null) {
        keys.add(key);
        queues.add(queue);
      }
    }
    if (queues.isEmpty() && !waits) {
      return null;
    }
    if ((command.endsWith("MOVE") || command.endsWith("PUSH")) && arguments.length > 1) {
      Queues.keepsTaken(string(arguments[1]));
    }
    return new QueueCommand(kind, command, arguments, keys, queues, waits);
  }

  private static @Nullable QueueCommand streamRead(String command, byte[][] arguments) {
    boolean waits = false;
    String group = null;
    int streams = arguments.length;
    for (int i = 0; i < arguments.length; i++) {
      String word = string(arguments[i]).toUpperCase(Locale.ROOT);
      if (word.equals("STREAMS")) {
        streams = i + 1;
        break;
      }
      if (word.equals("GROUP") && i + 1 < arguments.length) {
        group = string(arguments[i + 1]);
        i += 2;
      } else if (word.equals("BLOCK")) {
        waits = true;
      }
    }
    if (!waits && group == null) {
      return null;
    }
    int count = (arguments.length - streams) / 2;
    List<String> keys = new ArrayList<>(count);
    List<QueueState> queues = new ArrayList<>(count);
    for (int i = streams; i < streams + count; i++) {
      String key = string(arguments[i]);
      QueueState queue = Queues.find(key, group != null);
      if (queue != null) {
        keys.add(key);
        queues.add(queue);
        if (group != null) {
          queue.readBy(group);
        }
      }
    }
    return new QueueCommand(CommandKind.STREAM_READ, command, arguments, keys, queues, waits);
  }

  private static boolean hasWord(byte[][] arguments, String word) {
    for (int i = 4; i < arguments.length; i++) {
      if (string(arguments[i]).equalsIgnoreCase(word)) {
        return true;
      }
    }
    return false;
  }

  /** Whether this process was shown the first member that is to be removed from a sorted set. */
  private static boolean wasShown(String key, byte[][] arguments) {
    return arguments.length > 1 && SHOWN.find(ElementId.of(key, arguments[1])) != null;
  }

  /** Remembers what a reply shows of a sorted set. */
  private void show(@Nullable Object reply) {
    List<?> members = reply instanceof List ? (List<?>) reply : Collections.emptyList();
    for (int i = 0; i < members.size() && i < MOST_SHOWN; i++) {
      Object each = members.get(i);
      byte[] member = Taken.bytes(each instanceof List ? Taken.half(each, 0) : each);
      if (member != null) {
        SHOWN.add(new RecentElements.Entry(ElementId.of(keys.get(0), member), null, null));
      }
    }
  }

  /** Of ZADD's arguments, the first member's place: behind the options and its score. */
  private static int firstMember(byte[][] arguments) {
    int at = 1;
    while (at < arguments.length && arguments[at].length == 2 && arguments[at][0] > '9'
        || at < arguments.length && string(arguments[at]).equalsIgnoreCase("INCR")) {
      at++;
    }
    return at + 1;
  }

  /** Whether it waits until there is something to take: no work, and so no operation. */
  public boolean waits() {
    return waits;
  }

  /** Whether it takes from a queue. */
  public boolean takes() {
    return !queues.isEmpty()
        && kind != CommandKind.SEND
        && kind != CommandKind.LENGTH
        && kind != CommandKind.PEEK;
  }

  /** Whether it adds to a queue. */
  public boolean sends() {
    return kind == CommandKind.SEND;
  }

  /**
   * Says that it is about to be sent by the current thread. A take ends the job that the thread has
   * been working on; what adds the job's own element again has it tried again.
   */
  public void sending() {
    if (kind == CommandKind.PEEK) {
      Jobs.looking(queues.get(0).name);
    } else if (kind == CommandKind.REMOVE) {
      Jobs.removing(queues.get(0).name);
    } else if (takes()) {
      Worker polling = Jobs.polled(queues.get(0).name, waits ? this : null);
      if (waits) {
        worker = polling;
        for (int i = 0; i < queues.size(); i++) {
          queues.get(i).waits();
        }
      }
    } else if (sends() && !command.endsWith("PUBLISH")) {
      for (int i = firstElement, n = 0; i < arguments.length && n < MOST_LINKS; i += step, n++) {
        Jobs.adding(queues.get(0).name, arguments[i]);
      }
    }
  }

  /** Sets what the command's operation tells of the queue. */
  public void describe(Operation operation) {
    if (sends() || takes()) {
      QueueState queue = queues.get(0);
      operation.set(RedisCommand.QUEUE, queue.name);
      operation.set(RedisCommand.ACTION, sends() ? "send" : "receive");
      if (sends()) {
        operation.kind(SpanKind.PRODUCER).name(queue.enqueueName);
      }
    }
  }

  /**
   * The arguments with the operation's trace context in each element that can hold it; null when
   * they are to be sent as they are.
   */
  public byte @Nullable [][] withContext(Operation operation) {
    if (!canCarryContext()) {
      return null;
    }
    String traceparent = traceparent(operation);
    byte @Nullable [][] changed = null;
    if (command.equals("XADD")) {
      if (!canTakeField(arguments)) {
        return null;
      }
      changed = new byte[arguments.length + 2][];
      System.arraycopy(arguments, 0, changed, 0, arguments.length);
      changed[arguments.length] = TRACEPARENT.getBytes(StandardCharsets.US_ASCII);
      changed[arguments.length + 1] = traceparent.getBytes(StandardCharsets.US_ASCII);
    } else {
      for (int i = firstElement; i < arguments.length; i++) {
        byte[] element = elementWith(arguments[i], traceparent);
        if (element != null) {
          changed = changed == null ? arguments.clone() : changed;
          changed[i] = element;
        }
      }
    }
    if (changed != null) {
      arguments = changed;
      carriesContext = true;
    }
    return changed;
  }

  /** Whether XADD's arguments end with fields and values, none of them for the trace context. */
  private static boolean canTakeField(byte[][] arguments) {
    int at = 1;
    while (at < arguments.length) {
      String word = string(arguments[at]).toUpperCase(Locale.ROOT);
      if (word.equals("MAXLEN") || word.equals("MINID")) {
        String next = at + 1 < arguments.length ? string(arguments[at + 1]) : "";
        at += next.equals("=") || next.equals("~") ? 3 : 2;
      } else if (word.equals("LIMIT")) {
        at += 2;
      } else if (!word.isEmpty() && Character.isLetter(word.charAt(0))) {
        at++;
      } else {
        break;
      }
    }
    int fields = arguments.length - at - 1;
    for (int i = at + 1; i < arguments.length; i += 2) {
      if (string(arguments[i]).equals(TRACEPARENT)) {
        return false;
      }
    }
    return fields > 0 && fields % 2 == 0;
  }

  /** Whether elements of a kind of command on a queue are to carry the trace context. */
  public boolean canCarryContext() {
    return Settings.QUEUE_PROPAGATION.get().equals("payload")
        && (command.equals("XADD")
            || command.endsWith("PUSH")
            || command.endsWith("PUSHX")
            || command.endsWith("PUBLISH") && Queues.findChannel(keys.get(0)) != null)
        && sends();
  }

  /** What is put in an element for {@code traceparent}. */
  static String traceparent(Operation operation) {
    return "00-"
        + operation.traceId()
        + '-'
        + operation.spanId()
        + (operation.isSampled() ? "-01" : "-00");
  }

  /** An element with the trace context in it; null when it has one or cannot hold one. */
  private static byte @Nullable [] elementWith(byte[] element, String traceparent) {
    return JsonCheck.isObjectWithout(element, TRACEPARENT)
        ? JsonElement.with(element, TRACEPARENT, traceparent)
        : null;
  }

  /**
   * Shows the reply.
   *
   * @param reply null, byte arrays, strings, numbers, lists and map entries of them, nested as in
   *     the protocol
   * @param operation the command's, which has not ended; null when it has none
   * @return what was taken; null when nothing was
   */
  public @Nullable Taken replied(@Nullable Object reply, @Nullable Operation operation) {
    switch (kind) {
      case SEND:
        sent(reply, operation);
        return null;
      case PEEK:
        show(reply);
        return null;
      case LENGTH:
        if (reply instanceof Long) {
          if (!command.equals("XLEN") || queues.get(0).group() == null) {
            queues.get(0).told((Long) reply);
          }
          if (operation != null) {
            operation.set(RedisCommand.LENGTH, reply);
          }
        }
        return null;
      default:
        return received(reply, operation);
    }
  }

  /** Says that there will be no reply. */
  public void failed() {
    if (waits) {
      for (int i = 0; i < queues.size(); i++) {
        queues.get(i).waited();
      }
      if (worker != null) {
        worker.waited(this);
      }
    }
  }

  private void sent(@Nullable Object reply, @Nullable Operation operation) {
    QueueState queue = queues.get(0);
    int count = 1;
    long length = -1;
    if (command.endsWith("PUSH") || command.endsWith("PUSHX")) {
      count = arguments.length - 1;
      length = reply instanceof Long ? (Long) reply : -1;
    } else if (command.equals("ZADD")) {
      count = reply instanceof Long ? ((Long) reply).intValue() : 0;
    }
    if (length == 0 || count == 0) {
      return;
    }
    if (!command.endsWith("PUBLISH")) {
      queue.added(count, length);
    }
    if (operation == null) {
      return;
    }
    operation.set(RedisCommand.ELEMENTS, count);
    if (length >= 0) {
      operation.set(RedisCommand.LENGTH, length);
    }
    if (command.equals("XADD")) {
      byte[] id = Taken.bytes(reply);
      if (id != null && !carriesContext) {
        link(operation, id);
      }
    } else if (!command.endsWith("PUBLISH")) {
      int links = 0;
      for (int i = firstElement; i < arguments.length && links++ < MOST_LINKS; i += step) {
        if (arguments[i].length >= LEAST_BYTES
            && !(carriesContext && JsonElement.member(arguments[i], TRACEPARENT) != null)) {
          link(operation, arguments[i]);
        }
      }
    }
  }

  /** Links the enqueue to the root span that the element's job will have, if it is its first. */
  private void link(Operation operation, byte[] element) {
    link(operation, ElementId.of(keys.get(0), element));
  }

  /** Links what asks for a job to the root span that the job will have, if it is its first. */
  static void link(Operation operation, ElementId id) {
    if (ADDED.find(id) == null && !Jobs.tookLately(id)) {
      operation.link(id.high, id.low, id.span);
    }
    ADDED.add(new RecentElements.Entry(id, operation.traceId(), operation.spanId()));
  }

  /** The span of this process that added an element lately; null when none did. */
  static RecentElements.@Nullable Entry adder(ElementId id) {
    return ADDED.find(id);
  }

  private @Nullable Taken received(@Nullable Object reply, @Nullable Operation operation) {
    failed();
    Taken taken = taken(reply);
    if (taken != null) {
      taken.queue.taken(taken.count, taken.addedMillis());
    } else if (kind == CommandKind.TAKE || kind == CommandKind.WAIT) {
      for (int i = 0; i < queues.size(); i++) {
        queues.get(i).told(0);
      }
    }
    if (operation != null && takes()) {
      operation.set(RedisCommand.ELEMENTS, taken == null ? 0 : taken.count);
    }
    return taken;
  }

  private @Nullable Taken taken(@Nullable Object reply) {
    if (queues.isEmpty() || reply == null) {
      return null;
    }
    switch (command) {
      case "BLPOP":
      case "BRPOP":
      case "BZPOPMIN":
      case "BZPOPMAX":
        return from(reply, Taken.half(reply, 1), 1);
      case "LMPOP":
      case "BLMPOP":
        return from(reply, Taken.half(reply, 1), 1);
      case "ZMPOP":
      case "BZMPOP":
        return from(reply, Taken.half(reply, 1), 2);
      case "XREAD":
      case "XREADGROUP":
        return streamTaken(reply);
      case "XCLAIM":
        return Taken.entries(queues.get(0), keys.get(0), reply);
      case "XAUTOCLAIM":
        return Taken.entries(queues.get(0), keys.get(0), Taken.half(reply, 1));
      case "ZREM":
        return reply.equals((long) arguments.length - 1)
            ? Taken.members(queues.get(0), keys.get(0), arguments)
            : null;
      case "ZPOPMIN":
      case "ZPOPMAX":
        return reply instanceof List
            ? Taken.elements(queues.get(0), keys.get(0), (List<?>) reply, 2)
            : null;
      default:
        return reply instanceof List
            ? Taken.elements(queues.get(0), keys.get(0), (List<?>) reply, 1)
            : Taken.element(queues.get(0), keys.get(0), reply);
    }
  }

  /** What was taken from the queue whose key a reply begins with. */
  private @Nullable Taken from(Object reply, @Nullable Object elements, int places) {
    int index = keys.indexOf(string(Taken.half(reply, 0)));
    if (index < 0) {
      return null;
    }
    return elements instanceof List
        ? Taken.elements(queues.get(index), keys.get(index), (List<?>) elements, places)
        : Taken.element(queues.get(index), keys.get(index), elements);
  }

  private @Nullable Taken streamTaken(Object reply) {
    if (!(reply instanceof List)) {
      return null;
    }
    List<?> streams = (List<?>) reply;
    for (int i = 0; i < streams.size(); i++) {
      int index = keys.indexOf(string(Taken.half(streams.get(i), 0)));
      if (index >= 0) {
        Taken taken =
            Taken.entries(queues.get(index), keys.get(index), Taken.half(streams.get(i), 1));
        if (taken != null) {
          return taken;
        }
      }
    }
    return null;
  }

  /**
   * The question for the length of the command's queue, for the client to ask on a connection on
   * which nothing is under way; null when there is nothing to ask now.
   */
  public @Nullable LengthQuestion question() {
    if (queues.size() != 1 || command.endsWith("PUBLISH")) {
      return null;
    }
    QueueState queue = queues.get(0);
    String key = keys.get(0);
    if (!queue.name.equals(key) || !queue.isAskDue()) {
      return null;
    }
    if (command.startsWith("X")) {
      String group = queue.group();
      return group == null
          ? new LengthQuestion(queue, "XLEN", key, null)
          : new LengthQuestion(queue, "XINFO", key, group);
    }
    boolean sorted = command.startsWith("Z") || command.startsWith("BZ");
    return new LengthQuestion(queue, sorted ? "ZCARD" : "LLEN", key, null);
  }

  private static int number(byte[] text) {
    int number = 0;
    for (int i = 0; i < Math.min(text.length, 5); i++) {
      if (text[i] < '0' || text[i] > '9') {
        return 0;
      }
      number = number * 10 + text[i] - '0';
    }
    return number;
  }

  /** The text of bytes or of a text; empty for anything else. */
  static String string(@Nullable Object value) {
    return value instanceof byte[]
        ? new String((byte[]) value, StandardCharsets.UTF_8)
        : value instanceof String ? (String) value : "";
  }
}
