/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.method.MethodTarget;
import io.obsagent.core.method.MethodTarget.Selection;
import java.util.ArrayList;

/** Calls of methods of the application, at their end. */
final class MethodSource extends OperationSource {
  private static final String USAGE =
      "a method is named TYPE#NAME, such as com.acme.img.ImageProcessor#process";

  private final MethodTarget target;

  private MethodSource(MethodTarget target) {
    super(new MethodNames(target), target.type(), new ArrayList<>());
    this.target = target;
  }

  /**
   * Compiles what follows {@code method}: {@code TYPE#NAME}, with {@code +} behind the type for its
   * subtypes too, and {@code @} before either for whatever has an annotation.
   *
   * @param offset where it begins in the source
   * @throws ExpressionException when it is no such thing
   */
  static MethodSource parse(String text, int offset) {
    int hash = text.indexOf('#');
    if (hash <= 0 || hash == text.length() - 1 || text.indexOf('#', hash + 1) >= 0) {
      throw new ExpressionException(offset, USAGE);
    }
    String types = text.substring(0, hash);
    Selection selection = Selection.NAME;
    if (types.startsWith("@")) {
      selection = Selection.ANNOTATION;
      types = types.substring(1);
    } else if (types.endsWith("+")) {
      selection = Selection.SUBTYPES;
      types = types.substring(0, types.length() - 1);
    }
    boolean annotated = text.charAt(hash + 1) == '@';
    int at = offset + hash + (annotated ? 2 : 1);
    String methods = text.substring(at - offset);
    if (methods.startsWith("<")) {
      throw new ExpressionException(at, "a constructor cannot be observed; name a method");
    }
    Glob typeGlob = glob(types, '.', offset);
    Glob methodGlob = glob(methods, annotated ? '.' : 0, at);
    if (selection != Selection.NAME && typeGlob.literals() == null) {
      throw new ExpressionException(
          offset,
          selection == Selection.SUBTYPES
              ? "subtypes are those of a type named in full, such as com.acme.Job+#run"
              : "an annotation is named in full, such as @com.acme.Counted#*");
    }
    if (annotated && methodGlob.literals() == null) {
      throw new ExpressionException(
          at, "an annotation is named in full, such as com.acme.**#@com.acme.Counted");
    }
    if (selection == Selection.NAME && isPlatform(types)) {
      throw new ExpressionException(
          offset,
          "'" + types + "' is the JDK's; a method is one of the application's or a library's");
    }
    return new MethodSource(MethodTarget.of(text, selection, typeGlob, methodGlob, annotated));
  }

  private static boolean isPlatform(String types) {
    return types.startsWith("java.")
        || types.startsWith("jdk.")
        || types.startsWith("sun.")
        || types.startsWith("com.sun.");
  }

  private static Glob glob(String pattern, char separator, int offset) {
    if (pattern.isEmpty()) {
      throw new ExpressionException(offset, USAGE);
    }
    try {
      return Glob.of(pattern, separator, false);
    } catch (IllegalArgumentException e) {
      throw new ExpressionException(offset, String.valueOf(e.getMessage()));
    }
  }

  MethodTarget target() {
    return target;
  }

  @Override
  void timed() {
    target.timed();
  }
}
