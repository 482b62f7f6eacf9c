/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.json.JsonDocument;
import io.obsagent.core.json.JsonFields;
import io.obsagent.core.operation.Field;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of a type of operation, and {@code outcome}, {@code duration}, {@code error}. */
class OperationNames extends Names<Operation> {
  private static final String[] OF_ALL = {"outcome", "duration", "error"};

  private final String owner;
  private final OperationType type;

  OperationNames(String owner, OperationType type) {
    this.owner = owner;
    this.type = type;
  }

  @Override
  @Nullable Expression<Operation> find(String name) {
    for (Field field : type.fields()) {
      JsonFields parts = field.parts();
      if (parts == null) {
        if (field.name().equals(name)) {
          return new FieldValue(field);
        }
      } else if (name.startsWith(field.name() + '.')) {
        String path = field.root() + name.substring(field.name().length() + 1);
        return new PartValue(field, parts.slot(path));
      }
    }
    switch (name) {
      case "outcome":
        return new OutcomeValue();
      case "duration":
        return new DurationValue(1);
      case "error":
        return new ErrorValue();
      default:
        return null;
    }
  }

  @Override
  List<String> all() {
    List<String> names = new ArrayList<>();
    for (Field field : type.fields()) {
      names.add(field.parts() == null ? field.name() : field.name() + ".PATH");
    }
    for (String name : OF_ALL) {
      if (!names.contains(name)) {
        names.add(name);
      }
    }
    return names;
  }

  @Override
  String owner() {
    return owner;
  }

  /** A field of the operation. */
  static final class FieldValue extends Expression<Operation> {
    private final Field field;

    FieldValue(Field field) {
      this.field = field;
    }

    @Override
    @Nullable Object value(Operation operation) {
      return operation.get(field);
    }

    @Override
    boolean isSame(Expression<Operation> other) {
      return other instanceof FieldValue && ((FieldValue) other).field == field;
    }
  }

  /** A value inside the JSON text that is a field of the operation. */
  private static final class PartValue extends Expression<Operation> {
    private final Field field;
    private final int slot;

    PartValue(Field field, int slot) {
      this.field = field;
      this.slot = slot;
    }

    @Override
    @Nullable Object value(Operation operation) {
      Object text = operation.get(field);
      return text instanceof JsonDocument ? ((JsonDocument) text).read(slot) : null;
    }
  }

  /** {@code ok}, {@code error}, {@code timeout} or {@code canceled}. */
  static final class OutcomeValue extends Expression<Operation> {
    @Override
    Object value(Operation operation) {
      return operation.outcome().toString();
    }

    @Override
    boolean isSame(Expression<Operation> other) {
      return other instanceof OutcomeValue;
    }
  }

  /** How long the operation took, in seconds or a part of them. */
  static final class DurationValue extends Expression<Operation> {
    private final double nanosPerUnit;

    DurationValue(double unitsPerSecond) {
      this.nanosPerUnit = 1e9 / unitsPerSecond;
    }

    @Override
    Object value(Operation operation) {
      return number(operation);
    }

    @Override
    double number(Operation operation) {
      return operation.durationNanos() / nanosPerUnit;
    }
  }

  /** What was thrown. */
  static final class ErrorValue extends Expression<Operation> {
    @Override
    @Nullable Object value(Operation operation) {
      return operation.error();
    }
  }
}
