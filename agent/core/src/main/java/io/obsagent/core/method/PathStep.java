/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.method;

import io.obsagent.core.log.AgentLog;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One name of a path, read from any object: a field or component of a record, else the field behind
 * a getter that does nothing but return it, the value of a key of a map, the element at an index of
 * a list or array. No method of the application is called, but for {@code get} and {@code size} of
 * its maps and lists. How to read a class is found once and kept with the class, so that the agent
 * keeps no class alive. Thread-safe.
 */
public final class PathStep {
  private final String name;

  /** -1 for a name that is no index. */
  private final int index;

  private final ClassValue<Reading> readings =
      new ClassValue<Reading>() {
        @Override
        protected Reading computeValue(Class<?> type) {
          return reading(type);
        }
      };

  /**
   * Makes a step.
   *
   * @param name a name, or an index such as {@code 0}
   */
  public PathStep(String name) {
    this.name = name;
    this.index = index(name);
  }

  private static int index(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) < '0' || name.charAt(i) > '9') {
        return -1;
      }
    }
    return name.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(name);
  }

  /**
   * The value that an object has under this name; null when it has none, and of null. Throws what a
   * map or list of the application throws.
   */
  public @Nullable Object read(@Nullable Object from) {
    return from == null ? null : readings.get(from.getClass()).read(from);
  }

  /** How objects of one class are read. */
  abstract static class Reading {
    abstract @Nullable Object read(Object from);
  }

  private static final Reading NOTHING =
      new Reading() {
        @Override
        @Nullable Object read(Object from) {
          return null;
        }
      };

  /** A field is read by reflection: no slower than by a handle, and without classes made for it. */
  private static final class OfField extends Reading {
    private final Field field;

    OfField(Field field) {
      this.field = field;
    }

    @Override
    @Nullable Object read(Object from) {
      try {
        return field.get(from);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private final class OfMap extends Reading {
    @Override
    @Nullable Object read(Object from) {
      return ((Map<?, ?>) from).get(name);
    }
  }

  private final class OfList extends Reading {
    @Override
    @Nullable Object read(Object from) {
      List<?> list = (List<?>) from;
      return index < list.size() ? list.get(index) : null;
    }
  }

  private final class OfArray extends Reading {
    @Override
    @Nullable Object read(Object from) {
      return index < Array.getLength(from) ? Array.get(from, index) : null;
    }
  }

  private Reading reading(Class<?> type) {
    if (Map.class.isAssignableFrom(type)) {
      return new OfMap();
    }
    if (index >= 0) {
      if (List.class.isAssignableFrom(type)) {
        return new OfList();
      }
      return type.isArray() ? new OfArray() : NOTHING;
    }
    Field field = field(type, name);
    field = field == null ? behindGetter(type) : field;
    if (field == null) {
      AgentLog.warnOnce(
          "path ".concat(name),
          type.getName() + " has no field or plain getter '" + name + "'" + fields(type));
      return NOTHING;
    }
    try {
      makeReadable(field);
      return new OfField(field);
    } catch (RuntimeException e) {
      AgentLog.warnOnce(
          "path ".concat(name),
          "'" + name + "' of " + type.getName() + " cannot be read: " + AgentLog.describe(e));
      return NOTHING;
    }
  }

  private @Nullable Field behindGetter(Class<?> type) {
    for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
      String behind = Getters.field(at, name);
      if (behind != null) {
        return field(at, behind);
      }
    }
    return null;
  }

  private static @Nullable Field field(Class<?> type, String name) {
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      for (Field field : at.getDeclaredFields()) {
        if (field.getName().equals(name) && !Modifier.isStatic(field.getModifiers())) {
          return field;
        }
      }
    }
    return null;
  }

  private static void makeReadable(Field field) {
    try {
      field.setAccessible(true);
    } catch (RuntimeException e) {
      Packages.open(field.getDeclaringClass());
      field.setAccessible(true);
    }
  }

  private static String fields(Class<?> type) {
    List<String> names = new ArrayList<>();
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      for (Field field : at.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
          names.add(field.getName());
        }
      }
    }
    return names.isEmpty() ? "" : "; it has ".concat(String.join(", ", names));
  }
}
