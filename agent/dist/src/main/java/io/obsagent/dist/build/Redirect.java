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
 * the application had its chance to configure it. Leads OpenTelemetry's context API to the agent's
 * storage itself: other agents weave the method by which it finds one, also in the agent's copy.
 * Lets the SDK's configuration find no file, which this agent reads itself, or goes on without.
 * Drops the tables of variable names, which only debuggers read.
 */
final class Redirect {
  private static final String FROM = "java/util/logging/Logger";
  private static final String TO = "io/obsagent/core/log/LibraryLogger";

  private static final String CONTEXT = "io/opentelemetry/context/Context";
  private static final String STORAGE = "io/opentelemetry/context/ContextStorage";
  private static final String OURS = "io/obsagent/core/operation/Slot$Provider";

  private static final String CONFIGURATION =
      "io/opentelemetry/sdk/autoconfigure/AutoConfiguredOpenTelemetrySdkBuilder";

  private static final String FILE = "otel.config.file";

  private Redirect() {}

  static byte[] apply(byte[] classFile) {
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(0);
    reader.accept(new ClassRemapper(new Changes(writer), new Loggers()), 0);
    return writer.toByteArray();
  }

  private static final class Loggers extends Remapper {
    @Override
    public String map(String name) {
      return name.equals(FROM) ? TO : name;
    }
  }

  private static final class Changes extends ClassVisitor {
    private boolean isContext;
    private boolean isConfiguration;

    Changes(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        @Nullable String signature,
        @Nullable String superName,
        String @Nullable [] interfaces) {
      isContext = name.equals(CONTEXT);
      isConfiguration = name.equals(CONFIGURATION);
      super.visit(version, access, name, signature, superName, interfaces);
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
        public void visitMethodInsn(
            int opcode, String owner, String called, String type, boolean isInterface) {
          if (isContext && owner.equals(STORAGE) && called.equals("get")) {
            super.visitMethodInsn(opcode, OURS, "storage", type, false);
          } else {
            super.visitMethodInsn(opcode, owner, called, type, isInterface);
          }
        }

        @Override
        public void visitLdcInsn(Object value) {
          super.visitLdcInsn(isConfiguration && value.equals(FILE) ? "" : value);
        }

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
