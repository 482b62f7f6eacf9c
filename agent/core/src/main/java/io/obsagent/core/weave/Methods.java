/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import java.util.Arrays;
import java.util.List;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Says which methods advice is for, by what a class file tells of them. Abstract and native methods
 * never match. Immutable: each refinement is a new matcher.
 */
public final class Methods implements ElementMatcher<MethodDescription> {
  private static final int PUBLIC = 0x0001;
  private static final int STATIC = 0x0008;
  private static final int SYNTHETIC = 0x1000;
  private static final int ABSTRACT_OR_NATIVE = 0x0400 | 0x0100;

  private final List<String> names;
  private final int parameterCount;
  private final @Nullable String[] parameters;
  private final @Nullable String result;
  private final int required;
  private final int forbidden;

  private Methods(
      List<String> names,
      int parameterCount,
      @Nullable String[] parameters,
      @Nullable String result,
      int required,
      int forbidden) {
    this.names = names;
    this.parameterCount = parameterCount;
    this.parameters = parameters;
    this.result = result;
    this.required = required;
    this.forbidden = forbidden;
  }

  /** Methods of any of these names; bridge and other synthetic methods are left out. */
  public static Methods named(String... names) {
    return new Methods(Arrays.asList(names), -1, new @Nullable String[0], null, 0, SYNTHETIC);
  }

  /**
   * Constructors. Advice on them may look at {@code this} only at exit, and is not told of
   * exceptions.
   */
  public static Methods constructors() {
    return named("<init>");
  }

  /** Those with so many parameters. */
  public Methods takes(int count) {
    return new Methods(names, count, parameters, result, required, forbidden);
  }

  /**
   * Those whose parameter at an index, from 0, is of a type, named as in source: {@code int},
   * {@code byte[]}.
   */
  public Methods takes(int index, String type) {
    @Nullable String[] more = Arrays.copyOf(parameters, Math.max(parameters.length, index + 1));
    more[index] = type;
    return new Methods(names, parameterCount, more, result, required, forbidden);
  }

  /** Those that return a type, named as in source. */
  public Methods returns(String type) {
    return new Methods(names, parameterCount, parameters, type, required, forbidden);
  }

  /** The public ones. */
  public Methods isPublic() {
    return new Methods(names, parameterCount, parameters, result, required | PUBLIC, forbidden);
  }

  /** The static ones. */
  public Methods isStatic() {
    return new Methods(names, parameterCount, parameters, result, required | STATIC, forbidden);
  }

  /** Those that are not static. */
  public Methods isNotStatic() {
    return new Methods(names, parameterCount, parameters, result, required, forbidden | STATIC);
  }

  /**
   * Whether a method of a class file matches.
   *
   * @param access its access flags
   * @param descriptor its descriptor, {@code (Ljava/lang/String;I)V}
   */
  boolean matches(int access, String name, String descriptor) {
    if ((access & ABSTRACT_OR_NATIVE) != 0
        || (access & required) != required
        || (access & forbidden) != 0
        || !names.contains(name)) {
      return false;
    }
    if (parameterCount < 0 && parameters.length == 0 && result == null) {
      return true;
    }
    int index = 0;
    int at = 1;
    while (descriptor.charAt(at) != ')') {
      int end = Descriptors.end(descriptor, at);
      if (index < parameters.length) {
        String wanted = parameters[index];
        if (wanted != null && !Descriptors.is(descriptor, at, end, wanted)) {
          return false;
        }
      }
      index++;
      at = end;
    }
    return index >= parameters.length
        && (parameterCount < 0 || parameterCount == index)
        && (result == null || Descriptors.is(descriptor, at + 1, descriptor.length(), result));
  }

  @Override
  public boolean matches(MethodDescription method) {
    return matches(
        method.getActualModifiers(),
        method.isConstructor() ? "<init>" : method.getName(),
        method.getDescriptor());
  }
}
