/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.bootstrap;

import org.jspecify.annotations.Nullable;

/**
 * State of one kind attached to library objects: a statement's SQL, a request's operation. Kept in
 * a field that the weaver added to the object's class, or in a weak identity map where the class
 * could not be given one. The attachment never keeps its object alive. A reader sees the last value
 * set by a thread that handed the object over safely; of the very first two states that two threads
 * attach to one object at the same moment, one may be lost.
 *
 * @param <V> what is attached
 */
public final class State<V> {
  private static final class Attachment {
    final State<?> state;
    volatile @Nullable Object value;
    final @Nullable Attachment next;

    Attachment(State<?> state, Object value, @Nullable Attachment next) {
      this.state = state;
      this.value = value;
      this.next = next;
    }
  }

  private final WeakIdentityMap<V> others = new WeakIdentityMap<>();

  /** What is attached to the object; null when nothing is. */
  @SuppressWarnings("unchecked")
  public @Nullable V get(Object object) {
    if (object instanceof Attached) {
      Attachment attachment = find((Attached) object);
      return attachment == null ? null : (V) attachment.value;
    }
    return others.get(object);
  }

  /** Attaches a value in place of the one before it; null detaches. */
  public void set(Object object, @Nullable V value) {
    if (object instanceof Attached) {
      attach((Attached) object, value);
    } else if (value == null) {
      others.remove(object);
    } else {
      others.put(object, value);
    }
  }

  /** Detaches and returns what was attached; null when nothing was. */
  public @Nullable V remove(Object object) {
    if (object instanceof Attached) {
      V value = get(object);
      if (value != null) {
        attach((Attached) object, null);
      }
      return value;
    }
    return others.remove(object);
  }

  private @Nullable Attachment find(Attached object) {
    Attachment attachment = (Attachment) object.obs$attachments();
    while (attachment != null && attachment.state != this) {
      attachment = attachment.next;
    }
    return attachment;
  }

  private void attach(Attached object, @Nullable Object value) {
    Attachment attachment = find(object);
    if (attachment != null) {
      attachment.value = value;
    } else if (value != null) {
      Attachment head = (Attachment) object.obs$attachments();
      if (head == null) {
        object.obs$attachments(new Attachment(this, value, null));
      } else {
        synchronized (State.class) {
          object.obs$attachments(
              new Attachment(this, value, (Attachment) object.obs$attachments()));
        }
      }
    }
  }
}
