/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import static org.assertj.core.api.Assertions.assertThat;

import acme.shop.Shelf;
import io.obsagent.bootstrap.Dispatch;
import io.obsagent.core.catalogue.Catalogue;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A module that is woven only while a rule asks for what it tells. */
class OnDemandTest {
  private static final String RULE = "metrics: {a_total: {type: counter, on: event cache.get}}";
  private static final String OTHER =
      "metrics: {a_total: {type: counter, on: event ratelimit.rejected}}";

  @TempDir Path folder;

  private final Instrumentation instrumentation = ByteBuddyAgent.install();
  private final Shelf shelf = new Shelf();
  private ClassFileTransformer transformer;
  private Catalogue.Installation installed;
  private static int looks;

  /** Public, for it is made by its name. */
  public static final class Module extends InstrumentationModule
      implements TypeInstrumentation, OnDemand {
    public Module() {
      super("shelf");
    }

    @Override
    public String demandedBy() {
      return "cache.get";
    }

    @Override
    public List<TypeInstrumentation> typeInstrumentations() {
      return List.of(this);
    }

    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("acme.shop.Shelf");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("look"), Look.class.getName());
    }
  }

  static final class Look {
    private Look() {}

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void looked(@Return Object found) {
      looks++;
    }
  }

  private static byte[] classFile(String name) {
    try (InputStream stream =
        OnDemandTest.class
            .getClassLoader()
            .getResourceAsStream(name.replace('.', '/') + ".class")) {
      return stream == null ? null : stream.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void start() {
    looks = 0;
    Modules modules = new Modules();
    modules.read(
        Modules.describe(new Module()),
        name -> (InstrumentationModule) Class.forName(name).getDeclaredConstructor().newInstance());
    transformer =
        new Weaver(modules, OnDemandTest::classFile, loader -> false).start(instrumentation);
    Dispatch.agent(new Linker((woven, name) -> Class.forName(name)));
  }

  @AfterEach
  void stop() {
    if (installed != null) {
      installed.close();
    }
    instrumentation.removeTransformer(transformer);
    Dispatch.agent(null);
  }

  private void rules(String yaml) throws IOException {
    if (installed != null) {
      installed.close();
    }
    Path file = Files.writeString(folder.resolve("rules.yaml"), yaml);
    installed = Catalogue.load(List.of(), List.of(file.toFile())).install();
  }

  @Test
  void withoutARuleForItNothingIsWoven() throws IOException {
    rules(OTHER);
    shelf.look("a");
    assertThat(looks).isZero();
  }

  @Test
  void aLoadedClassIsWovenWhenARuleComesAndGivenBackWhenItGoes() throws IOException {
    shelf.look("a");
    rules(RULE);
    shelf.look("a");
    assertThat(looks).isEqualTo(1);
    rules(OTHER);
    shelf.look("a");
    assertThat(looks).isEqualTo(1);
    rules(RULE);
    shelf.look("a");
    assertThat(looks).isEqualTo(2);
  }
}
