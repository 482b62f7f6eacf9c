/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command.application;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The methods of a class, and its annotations. Immutable. */
public final class ClassMethods {
  private final Set<String> annotations = new HashSet<>();
  private final List<MethodHeader> all = new ArrayList<>();

  private ClassMethods() {}

  static ClassMethods none() {
    return new ClassMethods();
  }

  static ClassMethods of(byte[] classFile) {
    ClassMethods methods = new ClassMethods();
    new ClassReader(classFile)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public @Nullable AnnotationVisitor visitAnnotation(String type, boolean visible) {
                methods.annotations.add(type);
                return null;
              }

              @Override
              public MethodVisitor visitMethod(
                  int access,
                  String name,
                  String descriptor,
                  @Nullable String signature,
                  String @Nullable [] exceptions) {
                MethodHeader method = new MethodHeader(name, descriptor, access);
                methods.all.add(method);
                return method.reader();
              }
            },
            ClassReader.SKIP_FRAMES);
    return methods;
  }

  /** All methods, constructors included. */
  public List<MethodHeader> all() {
    return Collections.unmodifiableList(all);
  }

  /** The types of the class's annotations, as in class files. */
  public Set<String> annotations() {
    return Collections.unmodifiableSet(annotations);
  }
}
