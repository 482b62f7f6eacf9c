/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command.application;

import io.obsagent.core.catalogue.Glob;
import io.obsagent.core.catalogue.Suggestion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code method TYPE[+]#NAME}: methods of a name, of types of a name or, with a plus, of what
 * extends or implements them and where they declare the method themselves. Immutable.
 */
public final class MethodSource {
  private static final String WORD = "method ";

  private final String type;
  private final boolean subtypes;
  private final String method;
  private final Glob types;
  private final Glob methods;

  private MethodSource(String type, boolean subtypes, String method) {
    this.type = type;
    this.subtypes = subtypes;
    this.method = method;
    this.types = Glob.of(type, '.', false);
    this.methods = Glob.of(method, (char) 0, false);
  }

  /** Whether a rule's source is of this kind. */
  public static boolean is(String source) {
    return source.startsWith(WORD);
  }

  /** Whether a source goes by annotations, which are only looked for as the application runs. */
  public static boolean isByAnnotation(String source) {
    return source.indexOf('@') >= 0;
  }

  /**
   * Reads a source that does not go by annotations.
   *
   * @throws IllegalArgumentException with a message for the operator when it is none
   */
  public static MethodSource parse(String source) {
    String text = source.substring(WORD.length()).trim();
    int hash = text.indexOf('#');
    if (hash <= 0 || hash == text.length() - 1) {
      throw new IllegalArgumentException(
          "method takes TYPE#NAME, such as method com.acme.Orders#place; this is '" + source + "'");
    }
    String type = text.substring(0, hash);
    boolean subtypes = type.endsWith("+");
    return new MethodSource(
        subtypes ? type.substring(0, type.length() - 1) : type, subtypes, text.substring(hash + 1));
  }

  /**
   * The methods of an application that this names.
   *
   * @return at least one
   * @throws IllegalArgumentException with a message for the operator when there is none
   * @throws IOException when the application cannot be read
   */
  public List<Binding> bind(ApplicationClasses application) throws IOException {
    Set<String> bases = bases(application);
    Map<String, ClassHeader> wanted = new LinkedHashMap<>();
    for (String base : bases) {
      ClassHeader own = application.find(base);
      if (own != null) {
        wanted.put(base, own);
      }
      if (subtypes) {
        for (ClassHeader subtype : application.subtypes(base)) {
          wanted.put(subtype.name(), subtype);
        }
      }
    }
    Set<String> read = new HashSet<>(wanted.keySet());
    read.addAll(bases);
    Map<String, List<MethodHeader>> known = application.methods(read);
    Set<String> declared = subtypes ? declared(bases, known) : null;
    List<Binding> bindings = new ArrayList<>();
    for (ClassHeader candidate : wanted.values()) {
      for (MethodHeader header : known.getOrDefault(candidate.name(), new ArrayList<>())) {
        if (header.isWritten()
            && isNamed(header)
            && (declared == null || declared.contains(shape(header)))) {
          bindings.add(new Binding(candidate, header));
        }
      }
    }
    if (bindings.isEmpty()) {
      throw new IllegalArgumentException(nothing(application, bases, known));
    }
    return bindings;
  }

  private Set<String> bases(ApplicationClasses application) {
    Set<String> bases = new TreeSet<>();
    for (ClassHeader candidate : application.all()) {
      if (types.matches(candidate.name())) {
        bases.add(candidate.name());
      }
    }
    if (bases.isEmpty() && subtypes && !application.subtypes(type).isEmpty()) {
      bases.add(type);
    }
    if (bases.isEmpty()) {
      throw new IllegalArgumentException(
          "the application has no class '" + type + "'" + suggestion(application));
    }
    return bases;
  }

  private boolean isNamed(MethodHeader header) {
    return !header.name().startsWith("<") && methods.matches(header.name());
  }

  private Set<String> declared(Set<String> bases, Map<String, List<MethodHeader>> known) {
    Set<String> declared = new HashSet<>();
    for (String base : bases) {
      for (MethodHeader header : known.getOrDefault(base, new ArrayList<>())) {
        if (isNamed(header)) {
          declared.add(shape(header));
        }
      }
    }
    return declared;
  }

  /** Name and number of parameters: generic types differ between a method and what it overrides. */
  private static String shape(MethodHeader header) {
    return header.name() + "/" + header.parameters().size();
  }

  private String nothing(
      ApplicationClasses application, Set<String> bases, Map<String, List<MethodHeader>> known) {
    Set<String> names = new TreeSet<>();
    boolean named = false;
    for (String base : bases) {
      for (MethodHeader header : known.getOrDefault(base, new ArrayList<>())) {
        if (!header.name().startsWith("<")) {
          names.add(header.name());
          named |= isNamed(header);
        }
      }
    }
    if (!named) {
      return "'" + type + "' has no method '" + method + "'" + Suggestion.quoted(method, names);
    }
    return subtypes
        ? "no class of the application implements " + type + "#" + method
        : type
            + "#"
            + method
            + " has no code of its own; write "
            + type
            + "+#"
            + method
            + " for what implements it";
  }

  /** A class of the same simple name, or of a name that is spelt nearly so. */
  private String suggestion(ApplicationClasses application) {
    String simple = simple(type);
    Collection<String> names = new ArrayList<>();
    String same = null;
    for (ClassHeader candidate : application.all()) {
      names.add(candidate.name());
      if (simple(candidate.name()).equals(simple)) {
        same = candidate.name();
      }
    }
    return same != null ? ". Did you mean '" + same + "'?" : Suggestion.quoted(type, names);
  }

  private static String simple(String name) {
    return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
  }
}
