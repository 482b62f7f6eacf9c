/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import static org.assertj.core.api.Assertions.assertThat;

import acme.nest.Grandchild;
import acme.nest.Heir;
import acme.nest.Unwatched;
import acme.nest.Watched;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.junit.jupiter.api.Test;

/** What is kept out of an AOT cache beside that which is woven. */
class NestsTest {
  private static class Module extends InstrumentationModule implements TypeInstrumentation {
    Module() {
      super("watched");
    }

    @Override
    public List<TypeInstrumentation> typeInstrumentations() {
      return List.of(this);
    }

    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("acme.nest.Watched");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("work"), Nothing.class.getName());
    }
  }

  private static final class Asked extends Module implements OnDemand {
    @Override
    public String demandedBy() {
      return "cache.get";
    }
  }

  static final class Nothing {
    private Nothing() {}

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter() {}
  }

  private static byte[] classFile(String name) {
    try (InputStream stream =
        NestsTest.class.getClassLoader().getResourceAsStream(name.replace('.', '/') + ".class")) {
      return stream == null ? null : stream.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Weaver weaver(InstrumentationModule module) {
    Modules modules = new Modules();
    modules.add(module);
    return new Weaver(modules, NestsTest::classFile, loader -> false);
  }

  private static Weaver training(InstrumentationModule module) {
    Weaver weaver = weaver(module);
    weaver.train();
    return weaver;
  }

  private static byte[] transformed(Weaver weaver, ClassLoader loader, Class<?> type) {
    byte[] transformed =
        weaver.transform(
            loader, type.getName().replace('.', '/'), null, null, classFile(type.getName()));
    assertThat(weaver.failures()).isZero();
    return transformed;
  }

  private static byte[] transformed(Weaver weaver, Class<?> type) {
    return transformed(weaver, type.getClassLoader(), type);
  }

  private static byte[] unchanged(Class<?> type) {
    return classFile(type.getName());
  }

  @Test
  void aClassWithLambdasIsKeptOutWhereItsHostIsWoven() {
    assertThat(transformed(training(new Module()), Watched.Lambdas.class))
        .isEqualTo(unchanged(Watched.Lambdas.class));
  }

  @Test
  void soItIsWhereItsHostIsASubtypeOfWhatIsWoven() {
    assertThat(transformed(training(new Module()), Heir.Lambdas.class))
        .isEqualTo(unchanged(Heir.Lambdas.class));
  }

  @Test
  void soItIsWhereItsHostIsASubtypeOfWhatIsKeptOut() {
    assertThat(transformed(training(new Module()), Grandchild.Lambdas.class))
        .isEqualTo(unchanged(Grandchild.Lambdas.class));
  }

  @Test
  void soItIsWhereItsHostMayBeWovenLater() {
    assertThat(transformed(training(new Asked()), Watched.Lambdas.class))
        .isEqualTo(unchanged(Watched.Lambdas.class));
  }

  @Test
  void allOthersAreArchived() {
    Weaver weaver = training(new Module());
    assertThat(transformed(weaver, Watched.Plain.class)).isNull();
    assertThat(transformed(weaver, Heir.class)).isNull();
    assertThat(transformed(weaver, Unwatched.Lambdas.class)).isNull();
    assertThat(transformed(weaver, Unwatched.class)).isNull();
  }

  @Test
  void lambdasOfOtherLoadersAreOfNoConcern() {
    ClassLoader other = new ClassLoader(NestsTest.class.getClassLoader()) {};
    assertThat(transformed(training(new Module()), other, Watched.Lambdas.class)).isNull();
  }

  @Test
  void otherRunsLeaveSuchClassesAlone() {
    assertThat(transformed(weaver(new Module()), Watched.Lambdas.class)).isNull();
  }

  @Test
  void whatIsWovenIsWovenInATrainingRunToo() {
    assertThat(transformed(training(new Module()), Watched.class))
        .isNotNull()
        .isNotEqualTo(unchanged(Watched.class));
  }
}
