/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * Says which types an instrumentation is for. Any host can ask it about a type; this agent's weaver
 * reads from it what to look for instead, and so asks about almost no type at all. Immutable.
 */
public final class Types implements ElementMatcher<TypeDescription> {
  private final List<String> names;
  private final List<String> methods;
  private final boolean subtypes;

  /** Named exactly, subtypes of a type, or whatever mentions texts. */
  private Types(List<String> names, List<String> methods, boolean subtypes) {
    this.names = names;
    this.methods = methods;
    this.subtypes = subtypes;
  }

  /**
   * Exactly the types of these binary names, {@code java.util.Map$Entry}. The cheap kind: prefer
   * it.
   */
  public static Types named(String... names) {
    return new Types(Arrays.asList(names), Collections.<String>emptyList(), false);
  }

  /**
   * Every class (no interface) that is a subtype of the named class or interface and declares at
   * least one of the methods.
   *
   * @param methods at least one; the rarer the names, the fewer classes are looked at closely
   */
  public static Types implementing(String type, String... methods) {
    if (methods.length == 0) {
      throw new IllegalArgumentException("no methods for subtypes of " + type);
    }
    return new Types(Collections.singletonList(type), Arrays.asList(methods), true);
  }

  /**
   * Every class whose class file mentions one of the descriptors of annotations among its
   * constants. The type instrumentation says itself which methods are to be woven, as an {@link
   * Interceptor}.
   */
  public static Types mentioning(String... descriptors) {
    return new Types(Collections.<String>emptyList(), Arrays.asList(descriptors), true);
  }

  /** The binary names: of the types, or of the one supertype; empty for what mentions texts. */
  List<String> names() {
    return names;
  }

  /** The names of the methods, one of which a subtype must declare; empty for exact names. */
  List<String> methods() {
    return methods;
  }

  boolean areSubtypes() {
    return subtypes;
  }

  @Override
  public boolean matches(TypeDescription type) {
    if (!subtypes) {
      return names.contains(type.getName());
    }
    return !names.isEmpty()
        && !type.isInterface()
        && ElementMatchers.hasSuperType(ElementMatchers.named(names.get(0))).matches(type)
        && ElementMatchers.declaresMethod(
                ElementMatchers.namedOneOf(methods.toArray(new String[0])))
            .matches(type);
  }
}
