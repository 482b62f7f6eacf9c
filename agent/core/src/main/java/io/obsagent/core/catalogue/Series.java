/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The label tuples of a metric, with a cell for each: a tree with a level for each label. To find
 * the cell of a tuple that was seen before takes no lock and no allocation. When there are as many
 * as there may be, all others share one whose labels are all {@code _other}. Thread-safe.
 *
 * @param <S> what the labels are read from
 * @param <C> the kind of cells
 */
final class Series<S, C extends Cell> {
  /** Makes cells. */
  interface Maker<C extends Cell> {
    C cell(Attributes attributes);
  }

  private final Label<S>[] labels;
  private final List<AttributeKey<String>> keys = new ArrayList<>();
  private final int most;
  private final Maker<C> maker;
  private final Health health;
  private final List<C> cells = new ArrayList<>();
  private final Tuple<C> root;
  private volatile @Nullable C overflow;
  private volatile boolean full;

  /** The values of the first labels, or of all and their cell. */
  private static final class Tuple<C> {
    final @Nullable Tuple<C> parent;
    final int number;
    final @Nullable C cell;
    private @Nullable Tuple<C> @Nullable [] children;

    Tuple(@Nullable Tuple<C> parent, int number, @Nullable C cell) {
      this.parent = parent;
      this.number = number;
      this.cell = cell;
    }

    @Nullable Tuple<C> child(int number) {
      @Nullable Tuple<C>[] children = this.children;
      return children == null || number >= children.length ? null : children[number];
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    void put(Tuple<C> child) {
      @Nullable Tuple<C>[] children = this.children;
      if (children == null) {
        children = (Tuple<C>[]) new Tuple[Math.max(4, child.number + 1)];
      } else if (child.number >= children.length) {
        children = Arrays.copyOf(children, Math.max(2 * children.length, child.number + 1));
      }
      children[child.number] = child;
      this.children = children;
    }
  }

  Series(Label<S>[] labels, int most, Maker<C> maker, Health health) {
    this.labels = labels;
    this.most = most;
    this.maker = maker;
    this.health = health;
    for (Label<S> label : labels) {
      keys.add(AttributeKey.stringKey(label.name()));
    }
    this.root = new Tuple<>(null, 0, labels.length == 0 ? add(Attributes.empty()) : null);
  }

  /** The cell of the labels that a subject has. */
  C cell(S subject) {
    Tuple<C> tuple = root;
    boolean overflowed = false;
    for (int i = 0; i < labels.length; i++) {
      int number = labels[i].number(subject);
      if (number == Label.OVERFLOW) {
        overflowed = true;
        number = Label.OTHER;
      }
      Tuple<C> next = tuple.child(number);
      if (next == null) {
        next = full ? null : grown(tuple, i, number);
      }
      if (next == null) {
        health.overflowed();
        return overflow();
      }
      tuple = next;
    }
    if (overflowed) {
      health.overflowed();
    }
    C cell = tuple.cell;
    return cell == null ? overflow() : cell;
  }

  /** The cell of labels that were seen before; null when that is not their own. */
  @Nullable C known(S subject) {
    Tuple<C> tuple = root;
    for (Label<S> label : labels) {
      int number = label.number(subject);
      Tuple<C> next = number == Label.OVERFLOW ? null : tuple.child(number);
      if (next == null) {
        return null;
      }
      tuple = next;
    }
    return tuple.cell;
  }

  /** All cells there are now. */
  synchronized List<C> cells() {
    return new ArrayList<>(cells);
  }

  private synchronized @Nullable Tuple<C> grown(Tuple<C> parent, int level, int number) {
    Tuple<C> there = parent.child(number);
    if (there != null || cells.size() >= most) {
      return there;
    }
    return child(parent, level, number);
  }

  private Tuple<C> child(Tuple<C> parent, int level, int number) {
    boolean last = level == labels.length - 1;
    Tuple<C> child =
        new Tuple<>(parent, number, last ? add(attributes(parent, level, number)) : null);
    parent.put(child);
    return child;
  }

  private Attributes attributes(Tuple<C> parent, int level, int number) {
    String[] texts = new String[labels.length];
    texts[level] = labels[level].text(number);
    Tuple<C> tuple = parent;
    for (int i = level - 1; i >= 0 && tuple != null; i--) {
      texts[i] = labels[i].text(tuple.number);
      tuple = tuple.parent;
    }
    AttributesBuilder builder = Attributes.builder();
    for (int i = 0; i < texts.length; i++) {
      builder.put(keys.get(i), texts[i]);
    }
    return builder.build();
  }

  private C add(Attributes attributes) {
    C cell = maker.cell(attributes);
    cells.add(cell);
    full = cells.size() >= most;
    return cell;
  }

  private C overflow() {
    C cell = overflow;
    return cell == null ? firstOverflow() : cell;
  }

  /** The tuple that is {@code _other} throughout, for which there is always room. */
  private synchronized C firstOverflow() {
    Tuple<C> tuple = root;
    for (int i = 0; i < labels.length; i++) {
      Tuple<C> next = tuple.child(Label.OTHER);
      tuple = next == null ? child(tuple, i, Label.OTHER) : next;
    }
    C cell = tuple.cell;
    if (cell == null) {
      throw new IllegalStateException("a tuple without labels has its cell from the start");
    }
    overflow = cell;
    return cell;
  }
}
