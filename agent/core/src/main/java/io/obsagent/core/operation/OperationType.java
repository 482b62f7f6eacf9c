/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.operation;

import io.obsagent.core.json.JsonDocument;
import io.obsagent.core.json.JsonFields;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kind of operation: {@code http.server}, {@code db.query}. A constant, declared together with
 * its fields in one class of {@code io.obsagent.core.vocabulary}; fields are declared in that
 * class's initializer and never later. Thread-safe.
 */
public final class OperationType {
  private final String name;
  private final SpanKind kind;
  private final List<Field> fields = new ArrayList<>();

  /** Those that rules may name. */
  private final List<Field> named = new ArrayList<>();

  private List<Field> selectors = Collections.emptyList();
  private String[] hidden = {};
  private Recorder[] ofRules = {};
  private Recorder[] watchers = {};
  private volatile Recorder @Nullable [] recorders;
  private volatile Field @Nullable [] slots;

  /**
   * Declares a type.
   *
   * @param name the name in rules and in operations' scope names
   * @param kind the span's kind, unless an operation sets another
   */
  public OperationType(String name, SpanKind kind) {
    this.name = name;
    this.kind = kind;
  }

  /** Declares a field that no span shows. */
  public Field field(String name) {
    return field(name, null, null);
  }

  /** Declares a field that spans show as a string. */
  public Field string(String name, String attribute) {
    return field(name, AttributeKey.stringKey(attribute), null);
  }

  /** Declares a string field with a second, documented attribute name. */
  public Field string(String name, String attribute, String documented) {
    return field(name, AttributeKey.stringKey(attribute), AttributeKey.stringKey(documented));
  }

  /** Declares a field that spans show as an integer. */
  public Field integer(String name, String attribute) {
    return field(name, AttributeKey.longKey(attribute), null);
  }

  /** Declares an integer field with a second, documented attribute name. */
  public Field integer(String name, String attribute, String documented) {
    return field(name, AttributeKey.longKey(attribute), AttributeKey.longKey(documented));
  }

  /** Declares a field for the agent's own use, that neither rules nor spans see. */
  public Field hidden(String name) {
    Field field = new Field(this, fields.size(), name, null, null, null, "");
    fields.add(field);
    return field;
  }

  private Field field(
      String name, @Nullable AttributeKey<?> key, @Nullable AttributeKey<?> documented) {
    return added(new Field(this, fields.size(), name, key, documented, null, ""));
  }

  /**
   * Declares a field that no span shows and of which rules read paths, such as {@code event.id} of
   * {@code event}. Its value is a {@link JsonDocument} of the field's {@linkplain Field#parts()
   * parts}.
   */
  public Field text(String name) {
    return added(new Field(this, fields.size(), name, null, null, new JsonFields(), ""));
  }

  /**
   * Gives a part of a text a name of its own. What is declared is never set.
   *
   * @param text the field whose value the text is
   * @param root the path of the part
   */
  public Field part(String name, Field text, String root) {
    return added(new Field(this, text.slot(), name, null, null, text.parts(), root + '.'));
  }

  private Field added(Field field) {
    fields.add(field);
    named.add(field);
    return field;
  }

  /**
   * Says which fields a rule's source selects by, in order: {@code http.server METHOD ROUTE}.
   * Returns this.
   */
  public OperationType selectedBy(Field... fields) {
    selectors = Arrays.asList(fields);
    return this;
  }

  /**
   * Names types whose operations are part of this one when they start inside it: the HTTP exchange
   * of an S3 call. An operation of this very type inside another always is. Returns this.
   */
  public OperationType hides(String... types) {
    hidden = types;
    return this;
  }

  /**
   * Whether an operation of the other type, started inside one of this, is part of it and not one
   * of its own.
   */
  boolean contains(OperationType other) {
    if (other == this) {
      return true;
    }
    for (String name : hidden) {
      if (name.equals(other.name)) {
        return true;
      }
    }
    return false;
  }

  /** The name in rules. */
  public String name() {
    return name;
  }

  /** The kind of span that operations of this type are by default. */
  public SpanKind kind() {
    return kind;
  }

  /** All fields that rules may name, in the order of declaration. */
  public List<Field> fields() {
    return Collections.unmodifiableList(named);
  }

  /** The fields that a rule's source selects by, in order. */
  public List<Field> selectors() {
    return selectors;
  }

  /** The field of a name; null when there is none. */
  public @Nullable Field find(String name) {
    for (Field field : named) {
      if (field.name().equals(name)) {
        return field;
      }
    }
    return null;
  }

  int fieldCount() {
    return slots().length;
  }

  /** All fields by their slots; not to be changed. */
  Field[] slots() {
    Field[] all = slots;
    if (all == null) {
      all = fields.toArray(new Field[0]);
      slots = all;
    }
    return all;
  }

  /** Who records operations of this type as they start and end; null when nobody does. */
  Recorder @Nullable [] recorders() {
    return recorders;
  }

  /**
   * Replaces the recorders; null or none when there is no rule. Takes effect for operations that
   * end from now on.
   */
  public synchronized void recorders(Recorder @Nullable [] recorders) {
    ofRules = recorders == null ? new Recorder[0] : recorders.clone();
    combine();
  }

  /** Adds a recorder that no rule asked for; it stays when the rules change. */
  public synchronized void watch(Recorder recorder) {
    Recorder[] more = Arrays.copyOf(watchers, watchers.length + 1);
    more[watchers.length] = recorder;
    watchers = more;
    combine();
  }

  /** Whether anybody records operations of this type now. */
  public boolean isRecorded() {
    return recorders != null;
  }

  /** Tells whoever records operations of this type of one that has ended. */
  public void record(Operation operation, long durationNanos) {
    Recorder[] current = recorders;
    if (current != null) {
      for (Recorder recorder : current) {
        recorder.ended(operation, durationNanos);
      }
    }
  }

  private void combine() {
    Recorder[] all = Arrays.copyOf(ofRules, ofRules.length + watchers.length);
    System.arraycopy(watchers, 0, all, ofRules.length, watchers.length);
    recorders = all.length == 0 ? null : all;
  }

  @Override
  public String toString() {
    return name;
  }
}
