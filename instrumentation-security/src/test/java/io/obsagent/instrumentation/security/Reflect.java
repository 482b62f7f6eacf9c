/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.security;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/** Calls libraries by name, as their versions differ in their types. */
final class Reflect {
  private Reflect() {}

  /** Calls a public method, static where the target is a class; throws what it throws. */
  static Object call(Object target, String name, Object... arguments) throws Throwable {
    Class<?> type = target instanceof Class ? (Class<?>) target : target.getClass();
    Method method = find(type, name, arguments);
    if (method == null) {
      throw new NoSuchMethodException(type.getName() + "." + name);
    }
    method.setAccessible(true);
    try {
      return method.isVarArgs()
          ? method.invoke(target, (Object) new String[] {(String) arguments[0]})
          : method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** Whether there is such a method. */
  static boolean has(Class<?> type, String name, Object... arguments) {
    return find(type, name, arguments) != null;
  }

  private static Method find(Class<?> type, String name, Object... arguments) {
    for (Method method : type.getMethods()) {
      if (method.getName().equals(name) && !method.isBridge() && takes(method, arguments)) {
        return method;
      }
    }
    return null;
  }

  private static boolean takes(Method method, Object... arguments) {
    Class<?>[] parameters = method.getParameterTypes();
    if (parameters.length != arguments.length) {
      return false;
    }
    if (method.isVarArgs()) {
      return parameters.length == 1 && parameters[0] == String[].class;
    }
    for (int i = 0; i < parameters.length; i++) {
      if (arguments[i] != null && !parameters[i].isInstance(arguments[i])) {
        return false;
      }
    }
    return true;
  }
}
