/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.method;

import io.obsagent.core.operation.OperationType;
import io.opentelemetry.api.trace.SpanKind;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The methods that one source of rules names, {@code com.acme.img.ImageProcessor#process}, and what
 * rules read of their calls. There is one for each text of a source, whoever compiles it and
 * however often, so that woven code stays as it is when rules are read anew. Thread-safe.
 */
public final class MethodTarget {
  /** How the pattern of the type selects. */
  public enum Selection {
    /** Types of a name. */
    NAME,
    /** Types of a name and their subtypes. */
    SUBTYPES,
    /** As subtypes, but never lambdas: for types that none can implement. */
    IMPLEMENTATIONS,
    /** Types with an annotation of a name. */
    ANNOTATION
  }

  private static final ConcurrentHashMap<String, MethodTarget> KNOWN = new ConcurrentHashMap<>();

  final Selection selection;
  final NamePattern types;
  final NamePattern methods;

  /** Whether the methods' pattern is for an annotation of theirs. */
  final boolean annotatedMethods;

  private final OperationType type;
  private volatile String[] arguments = {};
  private volatile boolean timed;
  private volatile boolean resulting;
  private volatile int version;

  private MethodTarget(
      String text,
      Selection selection,
      NamePattern types,
      NamePattern methods,
      boolean annotatedMethods) {
    this.type = new OperationType("method ".concat(text), SpanKind.INTERNAL);
    this.selection = selection;
    this.types = types;
    this.methods = methods;
    this.annotatedMethods = annotatedMethods;
  }

  /**
   * The target of a source.
   *
   * @param text the source without its first word
   * @param types the names of types, or of their annotation, with dots
   * @param methods the names of methods, or of their annotation
   */
  public static MethodTarget of(
      String text,
      Selection selection,
      NamePattern types,
      NamePattern methods,
      boolean annotatedMethods) {
    MethodTarget made = new MethodTarget(text, selection, types, methods, annotatedMethods);
    MethodTarget known = KNOWN.putIfAbsent(made.type.name(), made);
    return known == null ? made : known;
  }

  /** The target whose calls are operations of a type; null when it is another kind of type. */
  static @Nullable MethodTarget of(OperationType type) {
    MethodTarget known = KNOWN.get(type.name());
    return known != null && known.type == type ? known : null;
  }

  /** The type of operation that calls are. */
  public OperationType type() {
    return type;
  }

  /** Says that rules read an argument, by its name or its number; returns where calls keep it. */
  public synchronized int argument(String name) {
    int slot = Arrays.asList(arguments).indexOf(name);
    if (slot < 0) {
      slot = arguments.length;
      String[] more = Arrays.copyOf(arguments, slot + 1);
      more[slot] = name;
      arguments = more;
      version++;
    }
    return slot;
  }

  /** Says that rules read how long calls take. */
  public synchronized void timed() {
    if (!timed) {
      timed = true;
      version++;
    }
  }

  /** Says that rules read what calls return. */
  public synchronized void result() {
    if (!resulting) {
      resulting = true;
      version++;
    }
  }

  boolean isResultRead() {
    return resulting;
  }

  /** How the pattern of the type selects. */
  public Selection selection() {
    return selection;
  }

  /** The names of the types, or of their annotation, with dots. */
  public NamePattern types() {
    return types;
  }

  /** The names of the methods, or of their annotation. */
  public NamePattern methods() {
    return methods;
  }

  /** Whether {@link #methods} is about an annotation of the methods. */
  public boolean isByAnnotatedMethods() {
    return annotatedMethods;
  }

  /** The names or numbers of the arguments that rules read. */
  public List<String> argumentNames() {
    return Arrays.asList(arguments);
  }

  /** The names or numbers of the arguments that rules read, by their slots. */
  String[] arguments() {
    return arguments;
  }

  boolean isTimed() {
    return timed;
  }

  /** Rises when rules begin to read what they did not read before. */
  int version() {
    return version;
  }

  /** Whether a type of a binary name may be meant by that name itself. */
  boolean takesName(String name) {
    return selection != Selection.ANNOTATION && types.matches(name);
  }

  /** The names of the types or annotations; for selections that allow no star. */
  List<String> typeNames() {
    List<String> names = types.literals();
    if (names == null) {
      throw new IllegalStateException(type.name());
    }
    return names;
  }

  @Override
  public String toString() {
    return type.name();
  }
}
