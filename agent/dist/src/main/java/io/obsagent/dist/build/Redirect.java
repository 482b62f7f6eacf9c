/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.dist.build;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/**
 * Makes bundled libraries log to the agent's own log: java.util.logging must not be touched before
 * the application had its chance to configure it. Drops the tables of variable names, which only
 * debuggers read.
 */
final class Redirect {
  private static final String FROM = "java/util/logging/Logger";
  private static final String TO = "io/obsagent/core/log/LibraryLogger";

  private Redirect() {}

  static byte[] apply(byte[] classFile) {
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(0);
    reader.accept(new ClassRemapper(new WithoutVariables(writer), new Loggers()), 0);
    return writer.toByteArray();
  }

  private static final class Loggers extends Remapper {
    @Override
    public String map(String name) {
      return name.equals(FROM) ? TO : name;
    }
  }

  private static final class WithoutVariables extends ClassVisitor {
    WithoutVariables(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      return new MethodVisitor(
          Opcodes.ASM9, super.visitMethod(access, name, descriptor, signature, exceptions)) {
        @Override
        public void visitLocalVariable(
            String variable,
            String type,
            @Nullable String generic,
            Label start,
            Label end,
            int slot) {}
      };
    }
  }
}
