/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.bootstrap;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Advice for woven classes of versions below 51, found by name at each call and linked at the
 * first.
 */
final class OldClasses extends ClassValue<ConcurrentHashMap<String, MethodHandle>> {
  private static final OldClasses LINKED = new OldClasses();

  private OldClasses() {}

  @Override
  protected ConcurrentHashMap<String, MethodHandle> computeValue(Class<?> woven) {
    return new ConcurrentHashMap<>();
  }

  /** A handle of type {@code (Object[])Object}. */
  static MethodHandle handle(Class<?> woven, String advice, String method, String descriptor)
      throws Throwable {
    ConcurrentHashMap<String, MethodHandle> linked = LINKED.get(woven);
    String key = advice.concat(".").concat(method).concat(descriptor);
    MethodHandle handle = linked.get(key);
    if (handle == null) {
      MethodType type = MethodType.fromMethodDescriptorString(descriptor, woven.getClassLoader());
      MethodHandle found;
      try {
        found = Dispatch.advice(woven, advice, method, type);
      } catch (Throwable t) {
        linked.put(key, spread(Dispatch.nothing(type), type));
        throw t;
      }
      handle = spread(found, type);
      linked.put(key, handle);
    }
    return handle;
  }

  private static MethodHandle spread(MethodHandle handle, MethodType type) {
    return handle
        .asSpreader(Object[].class, type.parameterCount())
        .asType(MethodType.methodType(Object.class, Object[].class));
  }
}
