/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command.application;

import io.obsagent.core.catalogue.Suggestion;
import io.obsagent.core.method.MethodTarget;
import io.obsagent.core.method.NamePattern;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the methods of an application that a rule's source names. */
public final class MethodBinder {
  private static final ClassMethods NONE = ClassMethods.none();

  private final MethodTarget target;
  private final ApplicationClasses application;

  private MethodBinder(MethodTarget target, ApplicationClasses application) {
    this.target = target;
    this.application = application;
  }

  /**
   * The methods of an application that a target names.
   *
   * @return at least one
   * @throws IllegalArgumentException with a message for the operator when there is none
   * @throws IOException when the application cannot be read
   */
  public static List<Binding> bind(MethodTarget target, ApplicationClasses application)
      throws IOException {
    MethodBinder binder = new MethodBinder(target, application);
    return target.selection() == MethodTarget.Selection.ANNOTATION
        ? binder.annotated()
        : binder.named();
  }

  /**
   * Why an argument that rules read is not known; null when a method has it.
   *
   * @param argument a name, or a number such as {@code 0}
   * @param bindings at least one
   */
  public static @Nullable String missing(String argument, List<Binding> bindings) {
    Set<String> names = new LinkedHashSet<>();
    for (Binding binding : bindings) {
      List<@Nullable String> parameters = binding.method().parameters();
      for (int i = 0; i < parameters.size(); i++) {
        String name = parameters.get(i);
        if (argument.equals(name) || argument.equals(String.valueOf(i))) {
          return null;
        }
        names.add(name == null ? "args." + i : name);
      }
    }
    Binding first = bindings.get(0);
    return first.type().name()
        + "#"
        + first.method().name()
        + " has no argument '"
        + argument
        + "'"
        + (names.isEmpty() ? "; it has none" : "; there is " + String.join(", ", names))
        + Suggestion.quoted(argument, names);
  }

  private List<Binding> annotated() throws IOException {
    List<String> names = new ArrayList<>();
    for (ClassHeader candidate : application.all()) {
      names.add(candidate.name());
    }
    List<Binding> bindings = new ArrayList<>();
    Map<String, ClassMethods> known = application.methods(names);
    for (ClassHeader candidate : application.all()) {
      ClassMethods methods = known.getOrDefault(candidate.name(), NONE);
      if (containsAny(methods.annotations(), target.types())) {
        addNamed(candidate, methods, null, bindings);
      }
    }
    if (bindings.isEmpty()) {
      throw new IllegalArgumentException(
          "the application has no method for '" + target + "'; is the annotation's name whole?");
    }
    return bindings;
  }

  private List<Binding> named() throws IOException {
    Set<String> bases = bases();
    boolean subtypes = isOfSubtypes();
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
    Map<String, ClassMethods> known = application.methods(read);
    Set<String> declared = subtypes ? declared(bases, known) : null;
    List<Binding> bindings = new ArrayList<>();
    for (ClassHeader candidate : wanted.values()) {
      addNamed(candidate, known.getOrDefault(candidate.name(), NONE), declared, bindings);
    }
    if (bindings.isEmpty()) {
      throw new IllegalArgumentException(nothing(bases, known));
    }
    return bindings;
  }

  private boolean isOfSubtypes() {
    return target.selection() == MethodTarget.Selection.SUBTYPES;
  }

  private void addNamed(
      ClassHeader type,
      ClassMethods methods,
      @Nullable Set<String> declared,
      List<Binding> bindings) {
    for (MethodHeader header : methods.all()) {
      if (header.isWritten()
          && isNamed(header)
          && (declared == null || declared.contains(shape(header)))) {
        bindings.add(new Binding(type, header));
      }
    }
  }

  private Set<String> bases() {
    Set<String> bases = new TreeSet<>();
    for (ClassHeader candidate : application.all()) {
      if (target.types().matches(candidate.name())) {
        bases.add(candidate.name());
      }
    }
    List<String> named = target.types().literals();
    if (isOfSubtypes() && named != null) {
      for (String name : named) {
        if (!application.subtypes(name).isEmpty()) {
          bases.add(name);
        }
      }
    }
    if (bases.isEmpty()) {
      throw new IllegalArgumentException(
          "the application has no class '" + type() + "'" + suggestion());
    }
    return bases;
  }

  private boolean isNamed(MethodHeader header) {
    return !header.name().startsWith("<")
        && (target.isByAnnotatedMethods()
            ? containsAny(header.annotations(), target.methods())
            : target.methods().matches(header.name()));
  }

  private static boolean containsAny(Set<String> descriptors, NamePattern annotations) {
    for (String descriptor : descriptors) {
      if (annotations.matches(descriptor.substring(1, descriptor.length() - 1).replace('/', '.'))) {
        return true;
      }
    }
    return false;
  }

  private Set<String> declared(Set<String> bases, Map<String, ClassMethods> known) {
    Set<String> declared = new HashSet<>();
    for (String base : bases) {
      for (MethodHeader header : known.getOrDefault(base, NONE).all()) {
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

  private String nothing(Set<String> bases, Map<String, ClassMethods> known) {
    Set<String> names = new TreeSet<>();
    boolean named = false;
    for (String base : bases) {
      for (MethodHeader header : known.getOrDefault(base, NONE).all()) {
        if (!header.name().startsWith("<")) {
          names.add(header.name());
          named |= isNamed(header);
        }
      }
    }
    String type = type();
    String method = method();
    if (!named) {
      return "'" + type + "' has no method '" + method + "'" + Suggestion.quoted(method, names);
    }
    return isOfSubtypes()
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

  /** The pattern of the types, as written but for the plus. */
  private String type() {
    String text = text();
    int end = text.indexOf('#') - (isOfSubtypes() ? 1 : 0);
    return text.substring(0, end);
  }

  private String method() {
    String text = text();
    return text.substring(text.indexOf('#') + 1);
  }

  private String text() {
    return target.toString().substring("method ".length());
  }

  /** A class of the same simple name, or of a name that is spelt nearly so. */
  private String suggestion() {
    String type = type();
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
