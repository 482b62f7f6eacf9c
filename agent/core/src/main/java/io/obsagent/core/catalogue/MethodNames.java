/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.method.MethodCall;
import io.obsagent.core.method.MethodTarget;
import io.obsagent.core.method.PathStep;
import io.obsagent.core.operation.Operation;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What rules may read of the calls of methods, each with a path behind it. */
final class MethodNames extends OperationNames {
  private static final List<String> ROOTS =
      Arrays.asList("args", "this", "return", "error", "outcome", "duration");

  private final MethodTarget target;

  MethodNames(MethodTarget target) {
    super("a method", target.type());
    this.target = target;
  }

  @Override
  @Nullable Expression<Operation> find(String name) {
    String[] words = words(name);
    switch (words[0]) {
      case "args":
        return words.length == 1 ? null : path(argument(words[1]), words, 2);
      case "this":
        return path(new SelfValue(), words, 1);
      case "return":
        target.result();
        return path(new ResultValue(), words, 1);
      case "error":
        return path(new ErrorValue(), words, 1);
      case "duration":
        target.timed();
        return words.length == 1 ? new DurationValue(1) : null;
      case "outcome":
        return words.length == 1 ? new OutcomeValue() : null;
      default:
        return null;
    }
  }

  private Expression<Operation> argument(String name) {
    return new ArgumentValue(target.argument(name));
  }

  private static Expression<Operation> path(Expression<Operation> root, String[] words, int begin) {
    Expression<Operation> value = root;
    for (int i = begin; i < words.length; i++) {
      value = new Member(value, new PathStep(words[i]));
    }
    return value;
  }

  private static String[] words(String name) {
    int count = 1;
    for (int i = 0; i < name.length(); i++) {
      count += name.charAt(i) == '.' ? 1 : 0;
    }
    String[] words = new String[count];
    int begin = 0;
    for (int i = 0; i < count; i++) {
      int end = i == count - 1 ? name.length() : name.indexOf('.', begin);
      words[i] = name.substring(begin, end);
      begin = end + 1;
    }
    return words;
  }

  @Override
  List<String> all() {
    return ROOTS;
  }

  @Override
  String missing(String name) {
    String root = words(name)[0];
    if (root.equals("args")) {
      return "'args' needs the name or number of an argument, such as args.0";
    }
    return ROOTS.contains(root) ? "'" + root + "' has no parts" : super.missing(root);
  }

  private static final class SelfValue extends Expression<Operation> {
    @Override
    @Nullable Object value(Operation call) {
      return ((MethodCall) call).self();
    }
  }

  private static final class ResultValue extends Expression<Operation> {
    @Override
    @Nullable Object value(Operation call) {
      return ((MethodCall) call).result();
    }
  }

  private static final class ArgumentValue extends Expression<Operation> {
    private final int slot;

    ArgumentValue(int slot) {
      this.slot = slot;
    }

    @Override
    @Nullable Object value(Operation call) {
      return ((MethodCall) call).argument(slot);
    }

    @Override
    boolean isSame(Expression<Operation> other) {
      return other instanceof ArgumentValue && ((ArgumentValue) other).slot == slot;
    }
  }

  /** What an object has under a name. */
  private static final class Member extends Expression<Operation> {
    private final Expression<Operation> owner;
    private final PathStep step;

    Member(Expression<Operation> owner, PathStep step) {
      this.owner = owner;
      this.step = step;
    }

    @Override
    @Nullable Object value(Operation call) {
      return step.read(owner.value(call));
    }
  }
}
