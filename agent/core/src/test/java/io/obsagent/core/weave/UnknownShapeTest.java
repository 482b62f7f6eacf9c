/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import static org.assertj.core.api.Assertions.assertThat;

import acme.shop.Shelf;
import io.obsagent.core.log.AgentLog;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A class of a known name, without the methods by which it is known. */
class UnknownShapeTest {
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  /** Wants one method of the shelf. */
  private static final class Module extends InstrumentationModule implements TypeInstrumentation {
    private final String method;

    Module(String name, String method) {
      super(name);
      this.method = method;
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
      type.applyAdviceToMethod(Methods.named(method), Look.class.getName());
    }
  }

  static final class Look {
    private Look() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void looks() {}
  }

  private static byte[] classFile(String name) {
    try (InputStream stream =
        UnknownShapeTest.class
            .getClassLoader()
            .getResourceAsStream(name.replace('.', '/') + ".class")) {
      return stream == null ? null : stream.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Loads the shelf twice; what is said. */
  private String load(InstrumentationModule... all) {
    AgentLog.to(new PrintStream(log, true, StandardCharsets.UTF_8));
    Modules modules = new Modules();
    for (InstrumentationModule module : all) {
      modules.add(module);
    }
    Weaver weaver = new Weaver(modules, UnknownShapeTest::classFile, loader -> false);
    ClassLoader loader = Shelf.class.getClassLoader();
    byte[] shelf = classFile("acme.shop.Shelf");
    weaver.transform(loader, "acme/shop/Shelf", null, null, shelf);
    weaver.transform(loader, "acme/shop/Shelf", null, null, shelf);
    assertThat(weaver.failures()).isZero();
    return log.toString(StandardCharsets.UTF_8);
  }

  @AfterEach
  void stop() {
    AgentLog.to(null);
  }

  @Test
  void isLeftAsItIsAndSaidOnce() {
    assertThat(load(new Module("old", "stare")))
        .isEqualToIgnoringNewLines(
            "[obs-agent] INFO class acme.shop.Shelf is left as it is: it has none of the methods"
                + " that old knows of it; a version that is not supported?");
  }

  @Test
  void isNothingToSpeakOfWhereAnotherModuleKnowsOne() {
    assertThat(load(new Module("old", "stare"), new Module("new", "look"))).isEmpty();
  }
}
