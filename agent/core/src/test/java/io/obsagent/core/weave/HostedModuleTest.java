/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import static net.bytebuddy.matcher.ElementMatchers.any;
import static net.bytebuddy.matcher.ElementMatchers.hasSuperType;
import static net.bytebuddy.matcher.ElementMatchers.isAnnotatedWith;
import static net.bytebuddy.matcher.ElementMatchers.isConstructor;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.none;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.obsagent.bootstrap.Attached;
import io.obsagent.bootstrap.Dispatch;
import io.obsagent.core.log.AgentLog;
import io.opentelemetry.javaagent.extension.instrumentation.HelperResourceBuilder;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import io.opentelemetry.javaagent.extension.instrumentation.internal.ExperimentalInstrumentationModule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.FieldValue;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Origin;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.asm.Advice.Thrown;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.asm.MemberSubstitution;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.SimpleRemapper;

class HostedModuleTest {
  static final List<String> SEEN = new ArrayList<>();
  private static final String SUBJECT = "example.Subject";

  private final ClassLoader agentSide = HostedModuleTest.class.getClassLoader();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  @BeforeEach
  void start() {
    SEEN.clear();
    AgentLog.to(new PrintStream(log, true, StandardCharsets.UTF_8));
    Dispatch.agent(
        new Linker(
            (woven, name) ->
                Class.forName(name.substring(name.indexOf('!') + 1), true, agentSide)));
  }

  @AfterEach
  void stop() {
    Dispatch.agent(null);
    AgentLog.to(null);
    System.clearProperty("otel.instrumentation.test-one.enabled");
    System.clearProperty("otel.instrumentation.test-two.enabled");
    System.clearProperty("otel.instrumentation.common.default-enabled");
  }

  @Retention(RetentionPolicy.RUNTIME)
  @interface Watched {}

  /** What is woven. */
  public static class Subject implements Callable<String> {
    public final String name;

    public Subject() {
      this.name = "subject";
    }

    @Override
    public String call() {
      return "called " + greet("you");
    }

    @Watched
    public String greet(String whom) {
      if (whom == null) {
        throw new IllegalArgumentException("nobody");
      }
      return "hello " + whom;
    }
  }

  static final class Misfit {
    @OnMethodEnter(inline = false)
    static void enter(@Argument(0) Integer number) {
      SEEN.add("never " + number);
    }
  }

  static final class Changing {
    @OnMethodEnter(inline = false)
    @AssignReturned.ToArguments(@ToArgument(0))
    static String enter(@Argument(0) String whom, @FieldValue("name") String name) {
      return name + "'s " + whom;
    }

    @OnMethodExit(inline = false)
    @AssignReturned.ToReturned
    static String exit(@Return String result) {
      return result + "!";
    }
  }

  static final class Throwing {
    @OnMethodEnter(inline = false)
    static void enter() {
      throw new IllegalStateException("advice");
    }
  }

  static final class Inlined {
    @OnMethodEnter
    static void enter() {}
  }

  @Retention(RetentionPolicy.RUNTIME)
  @interface Colour {}

  static final class Mapped {
    @OnMethodEnter(inline = false)
    static void enter(@Colour String colour) {
      SEEN.add(colour);
    }
  }

  /** A module of one type instrumentation, as a stranger would write it. */
  static class Module extends InstrumentationModule implements TypeInstrumentation {
    ElementMatcher<TypeDescription> types = named(SUBJECT);
    ElementMatcher.Junction<ClassLoader> loaders = any();
    ElementMatcher<ClassLoader> optimization = any();
    Consumer<TypeTransformer> transform = type -> {};
    int order;
    boolean enabled = true;

    Module() {
      super("test-one", "test-two");
    }

    static Module of(Class<?> advice, String method) {
      Module module = new Module();
      module.transform = type -> type.applyAdviceToMethod(named(method), advice.getName());
      return module;
    }

    @Override
    public boolean defaultEnabled() {
      return enabled;
    }

    @Override
    public int order() {
      return order;
    }

    @Override
    public ElementMatcher.Junction<ClassLoader> classLoaderMatcher() {
      return loaders;
    }

    @Override
    public ElementMatcher<ClassLoader> classLoaderOptimization() {
      return optimization;
    }

    @Override
    public List<TypeInstrumentation> typeInstrumentations() {
      return List.of(this);
    }

    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return types;
    }

    @Override
    public void transform(TypeTransformer type) {
      transform.accept(type);
    }
  }

  private static byte[] classFile(String name) {
    try (InputStream stream =
        HostedModuleTest.class
            .getClassLoader()
            .getResourceAsStream(name.replace('.', '/') + ".class")) {
      return stream == null ? null : stream.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The subject's class file under a name that is not the agent's. */
  private static byte[] subject(int version) {
    ClassWriter writer = new ClassWriter(0);
    String name = Subject.class.getName().replace('.', '/');
    new ClassReader(classFile(Subject.class.getName()))
        .accept(
            new ClassVisitor(
                Opcodes.ASM9,
                new ClassRemapper(writer, new SimpleRemapper(name, SUBJECT.replace('.', '/')))) {
              @Override
              public void visit(
                  int old, int access, String own, String s, String parent, String[] all) {
                super.visit(version, access, own, s, parent, all);
              }

              @Override
              public void visitNestHost(String host) {}
            },
            0);
    return writer.toByteArray();
  }

  private static HostedModule hosted(InstrumentationModule module) {
    return new HostedModule(module, HostedModuleTest::classFile, "test!");
  }

  private byte[] weave(byte[] classFile, InstrumentationModule... modules) {
    Weaver weaver = new Weaver(new Modules(), HostedModuleTest::classFile, loader -> false);
    List<HostedModule> hosted = new ArrayList<>();
    for (InstrumentationModule module : modules) {
      hosted.add(hosted(module));
    }
    weaver.host(hosted);
    return weaver.transform(agentSide, SUBJECT.replace('.', '/'), null, null, classFile);
  }

  private Callable<?> woven(InstrumentationModule... modules) throws Exception {
    byte[] bytes = weave(subject(Opcodes.V17), modules);
    assertThat(bytes).as("woven class file; %s", log).isNotNull();
    return defined(bytes);
  }

  private Callable<?> defined(byte[] bytes) throws Exception {
    Class<?> type =
        new ClassLoader(agentSide) {
          Class<?> define() {
            return defineClass(SUBJECT, bytes, 0, bytes.length);
          }
        }.define();
    return (Callable<?>) type.getConstructor().newInstance();
  }

  private static Object greet(Callable<?> subject, String whom) throws Throwable {
    try {
      return subject.getClass().getMethod("greet", String.class).invoke(subject, whom);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Test
  void anyMatcherOfTypesAndMethodsFindsItsMethods() throws Throwable {
    Module module = new Module();
    module.types = hasSuperType(named("java.util.concurrent.Callable"));
    module.transform =
        type ->
            type.applyAdviceToMethod(
                isAnnotatedWith(named(Watched.class.getName())).and(takesArguments(1)),
                Changing.class.getName());
    Callable<?> subject = woven(module);
    assertThat(subject.call()).isEqualTo("called hello subject's you!");
  }

  @Test
  void adviceIsToldOfResultsAndExceptions() throws Throwable {
    Callable<?> subject = woven(Module.of(Plain.class, "greet"));
    assertThat(greet(subject, "me")).isEqualTo("hello me");
    assertThatThrownBy(() -> greet(subject, null)).hasMessage("nobody");
    assertThat(SEEN)
        .containsExactly(
            "enter greet",
            "exit greet hello me null",
            "enter greet",
            "exit greet null java.lang.IllegalArgumentException: nobody");
  }

  static final class Plain {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static Object enter(@Origin("#m") String method) {
      SEEN.add("enter " + method);
      return method;
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Enter Object token, @Return Object result, @Thrown Throwable thrown) {
      SEEN.add("exit " + token + " " + result + " " + thrown);
    }
  }

  @Test
  void whatAdviceThrowsStaysInsideEvenIfItDoesNotSaySo() throws Throwable {
    long before = Dispatch.failures();
    assertThat(greet(woven(Module.of(Throwing.class, "greet")), "me")).isEqualTo("hello me");
    assertThat(Dispatch.failures()).isEqualTo(before + 1);
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("Throwing failed");
  }

  @Test
  void adviceThatDoesNotFitIsALineAndTheOthersWork() throws Throwable {
    greet(woven(Module.of(Misfit.class, "greet"), Module.of(Plain.class, "greet")), "me");
    assertThat(SEEN).hasSize(2);
    assertThat(log.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
  }

  @Test
  void constructorsCanBeAdvised() throws Throwable {
    Module module = new Module();
    module.transform = type -> type.applyAdviceToMethod(isConstructor(), Made.class.getName());
    woven(module);
    assertThat(SEEN).containsExactly("made");
  }

  static final class Made {
    @OnMethodExit(inline = false)
    static void exit(@This Object self) {
      SEEN.add(self instanceof Callable ? "made" : "what");
    }
  }

  @Test
  void mappingsOfTheModuleHold() throws Throwable {
    Module module = new Module();
    module.transform =
        type ->
            type.applyAdviceToMethod(
                named("greet"),
                mapping -> mapping.bind(Colour.class, "green"),
                Mapped.class.getName());
    greet(woven(module), "me");
    assertThat(SEEN).containsExactly("green");
  }

  @Test
  void transformersOfTheModuleRun() throws Throwable {
    Module module = new Module();
    module.transform =
        type ->
            type.applyTransformer(
                (builder, description, loader, java, domain) ->
                    builder.visit(
                        MemberSubstitution.relaxed()
                            .method(named("greet"))
                            .stub()
                            .on(named("call"))));
    assertThat(woven(module).call()).isEqualTo("called null");
  }

  @Test
  void modulesAreAppliedInTheirOrder() throws Throwable {
    Module first = Module.of(Changing.class, "greet");
    Module second = new Module();
    second.order = -1;
    List<String> applied = new ArrayList<>();
    first.transform = type -> type.applyTransformer(noting("first", applied));
    second.transform = type -> type.applyTransformer(noting("second", applied));
    weave(subject(Opcodes.V17), first, second);
    assertThat(applied).containsExactly("second", "first");
  }

  private static net.bytebuddy.agent.builder.AgentBuilder.Transformer noting(
      String name, List<String> applied) {
    return (builder, description, loader, module, domain) -> {
      applied.add(name);
      return builder.visit(AsmVisitorWrapper.NoOp.INSTANCE);
    };
  }

  @Test
  void classLoadersThatAModuleDoesNotWantAreLeftAlone() {
    Module module = Module.of(Plain.class, "greet");
    module.loaders = none();
    assertThat(weave(subject(Opcodes.V17), module)).isNull();
    module = Module.of(Plain.class, "greet");
    module.optimization = none();
    assertThat(weave(subject(Opcodes.V17), module)).isNull();
  }

  @Test
  void classesThatNoModuleWantsAreLeftAlone() {
    Module module = Module.of(Plain.class, "greet");
    module.types = named("example.Other");
    assertThat(weave(subject(Opcodes.V17), module)).isNull();
  }

  @Test
  void aMatcherThatThrowsIsALineAndTheOthersWork() throws Throwable {
    Module module = new Module();
    module.types =
        type -> {
          throw new IllegalStateException("broken matcher");
        };
    greet(woven(module, Module.of(Plain.class, "greet")), "me");
    assertThat(SEEN).hasSize(2);
    assertThat(log.toString(StandardCharsets.UTF_8))
        .contains("a matcher of instrumentation test-one failed")
        .contains("broken matcher");
  }

  @Test
  void aTransformerThatThrowsIsALineAndTheOthersWork() throws Throwable {
    Module module = new Module();
    module.transform =
        type ->
            type.applyTransformer(
                (builder, description, loader, java, domain) -> {
                  throw new IllegalStateException("broken transformer");
                });
    greet(woven(module, Module.of(Plain.class, "greet")), "me");
    assertThat(SEEN).hasSize(2);
    assertThat(log.toString(StandardCharsets.UTF_8))
        .contains("instrumentation test-one is left out of")
        .contains("broken transformer");
  }

  @Test
  void adviceNeedsAClassFileOfJava7() {
    assertThat(weave(subject(Opcodes.V1_6), Module.of(Plain.class, "greet"))).isNull();
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("older than Java 7");
  }

  @Test
  void inlinedAdviceIsRefused() {
    assertThatThrownBy(() -> hosted(Module.of(Inlined.class, "greet")))
        .hasMessageContaining("Inlined is to be inlined");
  }

  @Test
  void adviceThatIsMissingIsRefused() {
    Module module = new Module();
    module.transform = type -> type.applyAdviceToMethod(named("greet"), "example.Missing");
    assertThatThrownBy(() -> hosted(module)).hasMessage("there is no advice class example.Missing");
  }

  @Test
  void whatWouldTouchTheApplicationsClassPathIsRefused() {
    assertThatThrownBy(
            () ->
                hosted(
                    new Module() {
                      @Override
                      public List<String> exposedClassNames() {
                        return List.of("a.B");
                      }
                    }))
        .hasMessage("it shows classes of its own to the application");
    assertThatThrownBy(
            () ->
                hosted(
                    new Module() {
                      @Override
                      public void registerHelperResources(HelperResourceBuilder resources) {
                        resources.register("a/b");
                      }
                    }))
        .hasMessage("it puts the resource a/b into libraries");
  }

  private static class Experimental extends Module implements ExperimentalInstrumentationModule {}

  @Test
  void experimentalWishesAreHonouredOrRefused() {
    HostedModule hiding =
        hosted(
            new Experimental() {
              @Override
              public List<String> agentPackagesToHide() {
                return List.of("io.opentelemetry.api.");
              }
            });
    assertThat(hiding.hiddenPackages()).containsExactly("io.opentelemetry.api.");
    assertThatThrownBy(
            () ->
                hosted(
                    new Experimental() {
                      @Override
                      public HelperClassStrategy helperClassStrategy() {
                        return HelperClassStrategy.INJECTED;
                      }
                    }))
        .hasMessage("it injects its helper classes into the application");
  }

  @Test
  void typesWithVirtualFieldsGetAFieldForState() throws Exception {
    Callable<?> subject =
        woven(
            new Experimental() {
              @Override
              public void registerVirtualFields(BiConsumer<String, String> fields) {
                fields.accept(SUBJECT, "java.lang.Object");
              }
            });
    assertThat(subject).isInstanceOf(Attached.class);
  }

  @Test
  void helpersAreAdviceAndWhatTheModuleNames() {
    Module module =
        new Module() {
          @Override
          public boolean isHelperClass(String name) {
            return name.startsWith("example.help.");
          }

          @Override
          public List<String> getAdditionalHelperClassNames() {
            return List.of("example.Named");
          }

          @Override
          public List<String> injectedClassNames() {
            return List.of("example.Injected");
          }
        };
    module.transform = type -> type.applyAdviceToMethod(named("a"), Plain.class.getName());
    HostedModule hosted = hosted(module);
    assertThat(hosted.isHelper("example.help.One")).isTrue();
    assertThat(hosted.isHelper("example.Named")).isTrue();
    assertThat(hosted.isHelper("example.Named$1")).isTrue();
    assertThat(hosted.isHelper("example.Injected")).isTrue();
    assertThat(hosted.isHelper(Plain.class.getName())).isTrue();
    assertThat(hosted.isHelper("example.Other")).isFalse();
  }

  @Test
  void modulesWithMatchersOfTheirOwnAreSwitchedLikeOthers() {
    assertThat(isWoven(true)).isTrue();
    assertThat(isWoven(false)).isFalse();
    System.setProperty("otel.instrumentation.test-two.enabled", "true");
    assertThat(isWoven(false)).isTrue();
    System.setProperty("otel.instrumentation.test-one.enabled", "false");
    assertThat(isWoven(true)).isFalse();
    System.clearProperty("otel.instrumentation.test-one.enabled");
    System.clearProperty("otel.instrumentation.test-two.enabled");
    System.setProperty("otel.instrumentation.common.default-enabled", "false");
    assertThat(isWoven(true)).isFalse();
  }

  private boolean isWoven(boolean defaultEnabled) {
    Module module = Module.of(Plain.class, "greet");
    module.enabled = defaultEnabled;
    Modules modules = new Modules();
    modules.add(module);
    Weaver weaver = new Weaver(modules, HostedModuleTest::classFile, loader -> false);
    byte[] woven =
        weaver.transform(agentSide, SUBJECT.replace('.', '/'), null, null, subject(Opcodes.V17));
    assertThat(weaver.woven().contains("test-one " + SUBJECT)).isEqualTo(woven != null);
    return woven != null;
  }
}
