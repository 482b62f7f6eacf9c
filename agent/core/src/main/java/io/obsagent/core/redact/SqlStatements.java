/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Statements that were read before, bounded in number and in bytes. A repeated statement costs one
 * look-up and no allocation; reads take no lock. Statements that were asked for again outlive a
 * flood of others. Safe for use by many threads.
 */
public final class SqlStatements {
  /** Longer statements are read anew each time, which is cheap since little of them is read. */
  static final int MAX_KEY = 8_192;

  private static final int WAYS = 4;
  private static final int ENTRY_BYTES = 200;

  private final AtomicReferenceArray<@Nullable Entry> entries;
  private final int mask;
  private final long maxBytes;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger hand = new AtomicInteger();

  /** A cache of up to 1,024 statements and 4 MiB. */
  public SqlStatements() {
    this(1024, 4L << 20);
  }

  /**
   * @param maxEntries a power of two, at least 4
   * @param maxBytes estimated bytes of statements and what was read of them
   */
  SqlStatements(int maxEntries, long maxBytes) {
    this.entries = new AtomicReferenceArray<>(maxEntries);
    this.mask = maxEntries - 1;
    this.maxBytes = maxBytes;
  }

  /** {@link SqlStatement#of(String, String)}, remembered. */
  public SqlStatement get(@Nullable String sql, @Nullable String system) {
    if (sql == null || sql.length() > MAX_KEY) {
      return SqlStatement.of(sql, system);
    }
    boolean standard = SqlStatement.isStandard(system);
    int set = set(sql.hashCode());
    for (int way = 0; way < WAYS; way++) {
      Entry entry = entries.get(set + way);
      if (entry != null && entry.standard == standard && entry.sql.equals(sql)) {
        entry.touch();
        return entry.statement;
      }
    }
    Entry entry = new Entry(sql, standard, SqlStatement.of(sql, system));
    put(entry, set);
    return entry.statement;
  }

  /** Estimated bytes held. */
  long bytes() {
    return bytes.get();
  }

  private int set(int hash) {
    int spread = hash ^ (hash >>> 16);
    return (spread * WAYS) & mask;
  }

  private void put(Entry entry, int set) {
    int slot = set + victim(set);
    account(entries.getAndSet(slot, entry), entry);
    for (int i = 0; bytes.get() > maxBytes && i <= mask; i++) {
      account(entries.getAndSet(hand.getAndIncrement() & mask, null), null);
    }
  }

  /** An empty way, else the first that was not asked for since it was last passed over. */
  private int victim(int set) {
    for (int way = 0; way < WAYS; way++) {
      if (entries.get(set + way) == null) {
        return way;
      }
    }
    for (int way = 0; way < WAYS; way++) {
      Entry entry = entries.get(set + way);
      if (entry == null || !entry.passOver()) {
        return way;
      }
    }
    return hand.get() & (WAYS - 1);
  }

  private void account(@Nullable Entry out, @Nullable Entry in) {
    long change = (in == null ? 0 : in.bytes) - (out == null ? 0 : out.bytes);
    bytes.addAndGet(change);
  }

  private static final class Entry {
    private final String sql;
    private final boolean standard;
    private final SqlStatement statement;
    private final long bytes;

    /** Racy on purpose: a lost update only makes an entry a little older or younger. */
    private boolean used;

    Entry(String sql, boolean standard, SqlStatement statement) {
      this.sql = sql;
      this.standard = standard;
      this.statement = statement;
      this.bytes = ENTRY_BYTES + 2L * (sql.length() + statement.text().length());
    }

    void touch() {
      if (!used) {
        used = true;
      }
    }

    boolean passOver() {
      boolean was = used;
      used = false;
      return was;
    }
  }
}
