/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.vocabulary;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A kind of things that are read when metrics are collected. Thread-safe. */
public final class ObservedType {
  private static final int MOST = 1024;

  private final String name;
  private final List<String> fields;
  private @Nullable String measure;
  private final ConcurrentHashMap<Object, Observed> things = new ConcurrentHashMap<>();

  ObservedType(String name, String... fields) {
    this.name = name;
    this.fields = Collections.unmodifiableList(Arrays.asList(fields));
  }

  /** The name in rules. */
  public String name() {
    return name;
  }

  /**
   * The names of the fields that things of this kind may have; the first selects in a rule's
   * source.
   */
  public List<String> fields() {
    return fields;
  }

  /** Says what a gauge without a value shows. Returns this. */
  ObservedType measuredBy(String field) {
    measure = field;
    return this;
  }

  /** The field that a gauge without a value shows; null when it must say. */
  public @Nullable String measure() {
    return measure;
  }

  /**
   * Adds a thing, or replaces the one of the same key. Beyond 1,024 things new ones are ignored.
   *
   * @param key says which thing it is; compared by equals and held strongly until {@link #remove}
   */
  public void put(Object key, Observed thing) {
    if (things.size() < MOST || things.containsKey(key)) {
      things.put(key, thing);
    }
  }

  /** Forgets a thing. */
  public void remove(Object key) {
    things.remove(key);
  }

  /** Forgets a thing unless another has replaced it; true when it did. */
  public boolean remove(Object key, Observed thing) {
    return things.remove(key, thing);
  }

  /** The things that there are now. */
  public List<Observed> things() {
    return new ArrayList<>(things.values());
  }

  @Override
  public String toString() {
    return name;
  }
}
