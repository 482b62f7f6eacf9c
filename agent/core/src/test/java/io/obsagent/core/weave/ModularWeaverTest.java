/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.bootstrap.Attached;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.ModuleVisitor;
import org.objectweb.asm.Opcodes;

class ModularWeaverTest {
  @TempDir private Path directory;

  static final class Nothing {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter() {}
  }

  private static final class WithState extends InstrumentationModule
      implements TypeInstrumentation, Stateful {
    WithState() {
      super("test");
    }

    @Override
    public List<TypeInstrumentation> typeInstrumentations() {
      return Collections.singletonList(this);
    }

    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("inmodule.Subject");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("run"), Nothing.class.getName());
    }
  }

  @Test
  void theFirstClassWovenInAModuleMayHoldState() throws Exception {
    write("module-info", module());
    write("inmodule/Subject", subject());
    Modules modules = new Modules();
    modules.add(new WithState());
    Weaver weaver = new Weaver(modules, ModularWeaverTest::classFile, loader -> false);
    Instrumentation instrumentation = ByteBuddyAgent.install();
    ClassFileTransformer transformer = weaver.start(instrumentation);
    try {
      assertThat(load()).matches(Attached.class::isAssignableFrom);
      assertThat(weaver.failures()).isZero();
    } finally {
      instrumentation.removeTransformer(transformer);
    }
  }

  private Class<?> load() throws ClassNotFoundException {
    ModuleLayer boot = ModuleLayer.boot();
    Configuration configuration =
        boot.configuration()
            .resolve(ModuleFinder.of(directory), ModuleFinder.of(), Set.of("inmodule"));
    Class<?> loaded =
        boot.defineModulesWithOneLoader(configuration, ModularWeaverTest.class.getClassLoader())
            .findLoader("inmodule")
            .loadClass("inmodule.Subject");
    assertThat(loaded.getModule().getName()).isEqualTo("inmodule");
    return loaded;
  }

  private void write(String name, byte[] classFile) throws IOException {
    Path file = directory.resolve(name + ".class");
    Files.createDirectories(file.getParent());
    Files.write(file, classFile);
  }

  private static byte[] module() {
    ClassWriter writer = new ClassWriter(0);
    writer.visit(Opcodes.V9, Opcodes.ACC_MODULE, "module-info", null, null, null);
    ModuleVisitor module = writer.visitModule("inmodule", 0, null);
    module.visitRequire("java.base", Opcodes.ACC_MANDATED, null);
    module.visitEnd();
    writer.visitEnd();
    return writer.toByteArray();
  }

  private static byte[] subject() {
    ClassWriter writer = new ClassWriter(0);
    writer.visit(
        Opcodes.V1_8, Opcodes.ACC_PUBLIC, "inmodule/Subject", null, "java/lang/Object", null);
    MethodVisitor run = writer.visitMethod(Opcodes.ACC_PUBLIC, "run", "()V", null, null);
    run.visitCode();
    run.visitInsn(Opcodes.RETURN);
    run.visitMaxs(0, 1);
    run.visitEnd();
    writer.visitEnd();
    return writer.toByteArray();
  }

  private static byte[] classFile(String name) {
    try (InputStream stream =
        ModularWeaverTest.class
            .getClassLoader()
            .getResourceAsStream(name.replace('.', '/') + ".class")) {
      return stream == null ? null : stream.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
