/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What may be told of a Redis command: its name, its sub-command, and the shape of its keys.
 * Values, scripts and credentials are never told; the arguments of a command that is not listed
 * here neither.
 */
public final class RedisText {
  private static final int MAX_KEYS = 4;
  private static final int MAX_KEY = 512;
  private static final int MAX_COMMAND = 32;

  /** Where a command has its keys. */
  private enum Keys {
    FIRST(
        "GET SET SETEX PSETEX SETNX GETSET GETDEL GETEX GETRANGE SETRANGE SUBSTR STRLEN APPEND INCR"
            + " INCRBY INCRBYFLOAT DECR DECRBY EXPIRE PEXPIRE EXPIREAT PEXPIREAT EXPIRETIME"
            + " PEXPIRETIME TTL PTTL PERSIST TYPE DUMP RESTORE MOVE SORT SORT_RO GETBIT SETBIT"
            + " BITCOUNT BITPOS BITFIELD BITFIELD_RO HGET HSET HSETNX HMGET HMSET HGETALL HDEL"
            + " HEXISTS HINCRBY HINCRBYFLOAT HKEYS HLEN HSTRLEN HVALS HSCAN HRANDFIELD HEXPIRE"
            + " HPEXPIRE HTTL HPTTL HPERSIST HGETDEL HGETEX HSETEX LPUSH RPUSH LPUSHX RPUSHX LPOP"
            + " RPOP LLEN LRANGE LINDEX LSET LREM LTRIM LINSERT LPOS SADD SREM SCARD SISMEMBER"
            + " SMISMEMBER SMEMBERS SPOP SRANDMEMBER SSCAN ZADD ZREM ZCARD ZCOUNT ZINCRBY ZRANGE"
            + " ZREVRANGE ZRANGEBYSCORE ZREVRANGEBYSCORE ZRANGEBYLEX ZREVRANGEBYLEX ZLEXCOUNT ZRANK"
            + " ZREVRANK ZSCORE ZMSCORE ZPOPMIN ZPOPMAX ZRANDMEMBER ZREMRANGEBYRANK"
            + " ZREMRANGEBYSCORE ZREMRANGEBYLEX ZSCAN PFADD GEOADD GEODIST GEOHASH GEOPOS GEORADIUS"
            + " GEORADIUS_RO GEORADIUSBYMEMBER GEORADIUSBYMEMBER_RO GEOSEARCH XADD XLEN XRANGE"
            + " XREVRANGE XDEL XTRIM XACK XACKDEL XDELEX XPENDING XCLAIM XAUTOCLAIM XSETID PUBLISH"
            + " SPUBLISH JSON.GET JSON.SET JSON.DEL JSON.TYPE JSON.MERGE BF.ADD BF.EXISTS BF.MADD"
            + " BF.MEXISTS BF.RESERVE CF.ADD CF.EXISTS CF.DEL TS.ADD TS.RANGE TS.GET TS.CREATE"
            + " VADD VSIM VCARD"),
    FIRST_TWO(
        "LMOVE BLMOVE RPOPLPUSH BRPOPLPUSH SMOVE COPY RENAME RENAMENX GEOSEARCHSTORE ZRANGESTORE"
            + " LCS"),
    ALL(
        "DEL UNLINK EXISTS TOUCH MGET WATCH SINTER SUNION SDIFF SINTERSTORE SUNIONSTORE SDIFFSTORE"
            + " PFCOUNT PFMERGE SUBSCRIBE UNSUBSCRIBE PSUBSCRIBE PUNSUBSCRIBE SSUBSCRIBE"
            + " SUNSUBSCRIBE"),
    ALL_BUT_LAST("BLPOP BRPOP BZPOPMIN BZPOPMAX"),
    EVERY_SECOND("MSET MSETNX"),
    COUNTED("SINTERCARD ZUNION ZINTER ZDIFF ZINTERCARD LMPOP ZMPOP"),
    COUNTED_AFTER_FIRST("BLMPOP BZMPOP"),
    FIRST_AND_COUNTED("ZUNIONSTORE ZINTERSTORE ZDIFFSTORE"),
    AFTER_STREAMS("XREAD XREADGROUP"),
    AFTER_SUBCOMMAND("OBJECT MEMORY XGROUP XINFO BITOP DEBUG"),
    SUBCOMMAND_ONLY(
        "ACL CLIENT CLUSTER COMMAND CONFIG FUNCTION LATENCY MODULE PUBSUB SCRIPT SENTINEL SLOWLOG"),
    NONE(
        "AUTH HELLO EVAL EVAL_RO EVALSHA EVALSHA_RO FCALL FCALL_RO MIGRATE PING ECHO QUIT SELECT"
            + " SWAPDB MULTI EXEC DISCARD UNWATCH INFO DBSIZE TIME ROLE SAVE BGSAVE BGREWRITEAOF"
            + " LASTSAVE FLUSHDB FLUSHALL SHUTDOWN REPLICAOF SLAVEOF FAILOVER PSYNC SYNC REPLCONF"
            + " MONITOR WAIT WAITAOF SCAN KEYS RANDOMKEY ASKING READONLY READWRITE RESET LOLWUT"
            + " FT.SEARCH FT.CREATE FT.AGGREGATE FT.INFO JSON.MGET JSON.MSET");

    private final String commands;

    Keys(String commands) {
      this.commands = commands;
    }
  }

  private static final Map<String, Keys> COMMANDS = commands();

  private static final Set<String> SUBCOMMANDS =
      words(
          "ADDSLOTS BUMPEPOCH CAT CHANNELS CONSUMERS COUNT COUNTKEYSINSLOT CREATE CREATECONSUMER"
              + " DELCONSUMER DELETE DELUSER DESTROY DOCS DOCTOR DRYRUN DUMP ENCODING EXISTS"
              + " FAILOVER FLUSH FORGET FREQ FULL GENPASS GET GETKEYS GETNAME GETREDIR GETUSER"
              + " GRAPH GROUPS HELP HISTOGRAM HISTORY ID IDLETIME INFO KEYSLOT KILL LATEST LEN LINKS"
              + " LIST LOAD LOADEX LOG MASTER MASTERS MEET MYID NO-EVICT NO-TOUCH NODES NUMPAT"
              + " NUMSUB OBJECT PAUSE PURGE RAX REFCOUNT REPLICAS REPLICATE REPLY RESET RESETSTAT"
              + " RESTORE REWRITE SAVE SENTINELS SET SETID SETINFO SETNAME SETSLOT SETUSER"
              + " SHARDCHANNELS SHARDNUMSUB SHARDS SLAVES SLOTS STATS STREAM TRACKING TRACKINGINFO"
              + " UNBLOCK UNLOAD UNPAUSE USAGE USERS WHOAMI AND OR XOR NOT DIFF ONE");

  private static final Set<String> ERRORS =
      words(
          "ASK BUSY BUSYGROUP BUSYKEY CLUSTERDOWN CROSSSLOT ERR EXECABORT INPROG IOERR LOADING"
              + " MASTERDOWN MISCONF MOVED NOADDR NOAUTH NOGOODSLAVE NOGROUP NOMASTERLINK NOPERM"
              + " NOPROTO NOREPLICAS NOSCRIPT NOTBUSY NOTREADY OOM READONLY TRYAGAIN UNBLOCKED"
              + " UNKILLABLE WRONGPASS WRONGTYPE");

  private RedisText() {}

  /**
   * Command and keys, such as {@code SET user:{}:cart}; a command that is not known is {@code
   * OTHER}. Never throws.
   *
   * @param arguments byte arrays or texts, in the order of the protocol; null or anything else is
   *     taken for an argument that cannot be told
   */
  public static String text(String command, List<? extends @Nullable Object> arguments) {
    Object first = arguments.isEmpty() ? null : arguments.get(0);
    String known = KnownTexts.find(command, first);
    if (known != null) {
      return known;
    }
    String name = command(command);
    Keys keys = COMMANDS.get(name);
    StringBuilder out = new StringBuilder(48).append(name);
    int size = arguments.size();
    if (keys == null || keys == Keys.NONE || size == 0) {
      return out.toString();
    }
    switch (keys) {
      case FIRST:
        keys(arguments, 0, 1, 1, out);
        String text = out.toString();
        KnownTexts.keep(command, first, text);
        return text;
      case FIRST_TWO:
        keys(arguments, 0, 2, 1, out);
        break;
      case ALL:
        keys(arguments, 0, size, 1, out);
        break;
      case ALL_BUT_LAST:
        keys(arguments, 0, size - 1, 1, out);
        break;
      case EVERY_SECOND:
        keys(arguments, 0, size, 2, out);
        break;
      case COUNTED:
        countedKeys(arguments, 0, out);
        break;
      case COUNTED_AFTER_FIRST:
        countedKeys(arguments, 1, out);
        break;
      case FIRST_AND_COUNTED:
        keys(arguments, 0, 1, 1, out);
        countedKeys(arguments, 1, out);
        break;
      case AFTER_STREAMS:
        streams(arguments, out);
        break;
      case AFTER_SUBCOMMAND:
        if (subcommand(arguments, out)) {
          keys(arguments, 1, 2, 1, out);
        }
        break;
      default:
        subcommand(arguments, out);
    }
    return out.toString();
  }

  /** The upper-case name of a command; {@code OTHER} where it is not known. */
  public static String command(@Nullable String command) {
    if (command == null || command.length() > MAX_COMMAND) {
      return "OTHER";
    }
    String name = command.toUpperCase(Locale.ROOT);
    return COMMANDS.containsKey(name) ? name : "OTHER";
  }

  /** Whether the first argument of a command is a key. */
  public static boolean beginsWithKey(String command) {
    Keys keys = COMMANDS.get(command);
    return keys == Keys.FIRST
        || keys == Keys.FIRST_TWO
        || keys == Keys.ALL
        || keys == Keys.ALL_BUT_LAST
        || keys == Keys.EVERY_SECOND
        || keys == Keys.FIRST_AND_COUNTED;
  }

  /**
   * A key with its ids masked: {@code user:123:cart} is {@code user:{}:cart}. Parts that are not
   * plain words are ids, and so is what follows words such as {@code user} and {@code session}. At
   * most 128 characters.
   */
  public static String keyShape(String key) {
    return KeyShape.of(key);
  }

  /** The code of an error reply, such as {@code WRONGTYPE}; {@code OTHER} where it is not known. */
  public static String errorCode(@Nullable String reply) {
    if (reply == null) {
      return "OTHER";
    }
    int from = reply.startsWith("-") ? 1 : 0;
    int to = from;
    while (to < reply.length() && to - from < MAX_COMMAND && isUpper(reply.charAt(to))) {
      to++;
    }
    String code = reply.substring(from, to);
    return ERRORS.contains(code) ? code : "OTHER";
  }

  private static void keys(
      List<? extends @Nullable Object> arguments, int from, int to, int step, StringBuilder out) {
    int end = Math.min(to, arguments.size());
    int written = 0;
    for (int i = from; i < end; i += step) {
      if (written++ == MAX_KEYS) {
        out.append(" ...");
        return;
      }
      String key = string(arguments.get(i));
      out.append(' ');
      KeyShape.append(key == null ? "" : key, out);
    }
  }

  /** The keys behind an argument that tells their number. */
  private static void countedKeys(
      List<? extends @Nullable Object> arguments, int at, StringBuilder out) {
    String text = at < arguments.size() ? string(arguments.get(at)) : null;
    int count = 0;
    for (int i = 0; text != null && i < text.length(); i++) {
      char c = text.charAt(i);
      if (!SecretShapes.isDigit(c) || i > 5) {
        return;
      }
      count = count * 10 + c - '0';
    }
    keys(arguments, at + 1, at + 1 + count, 1, out);
  }

  /** Of what follows STREAMS the first half are keys, the second half ids. */
  private static void streams(List<? extends @Nullable Object> arguments, StringBuilder out) {
    for (int i = 0; i < arguments.size(); i++) {
      if ("STREAMS".equalsIgnoreCase(string(arguments.get(i)))) {
        keys(arguments, i + 1, i + 1 + (arguments.size() - i - 1) / 2, 1, out);
        return;
      }
    }
  }

  private static boolean subcommand(List<? extends @Nullable Object> arguments, StringBuilder out) {
    String text = string(arguments.get(0));
    String name = text == null ? "" : text.toUpperCase(Locale.ROOT);
    if (!SUBCOMMANDS.contains(name)) {
      return false;
    }
    out.append(' ').append(name);
    return true;
  }

  /** A bounded part of a text argument; of bytes, each byte as one character. */
  private static @Nullable String string(@Nullable Object argument) {
    if (argument instanceof byte[]) {
      byte[] bytes = (byte[]) argument;
      return new String(bytes, 0, Math.min(bytes.length, MAX_KEY), StandardCharsets.ISO_8859_1);
    }
    if (argument instanceof String) {
      String text = (String) argument;
      return text.length() <= MAX_KEY ? text : text.substring(0, MAX_KEY);
    }
    return null;
  }

  private static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  private static Map<String, Keys> commands() {
    Map<String, Keys> commands = new HashMap<>(512);
    for (Keys keys : Keys.values()) {
      for (String command : keys.commands.split(" ")) {
        commands.put(command, keys);
      }
    }
    return commands;
  }

  private static Set<String> words(String words) {
    return new HashSet<>(Arrays.asList(words.split(" ")));
  }
}
