/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.obsagent.bootstrap.Dispatch;
import io.obsagent.core.log.AgentLog;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.asm.Advice.AllArguments;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.FieldValue;
import net.bytebuddy.asm.Advice.Local;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.OnNonDefaultValue;
import net.bytebuddy.asm.Advice.Origin;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.asm.Advice.Thrown;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.matcher.ElementMatcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.SimpleRemapper;

/** Advice that was written to be inlined, called. */
public class InlineAdviceTest {
  private static final String SUBJECT = "example.Subject";

  public static final List<String> SEEN = new ArrayList<>();

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final Loader advice = new Loader();

  @BeforeEach
  void start() {
    SEEN.clear();
    AgentLog.to(new PrintStream(log, true, StandardCharsets.UTF_8));
    Dispatch.agent(
        new Linker((woven, name) -> advice.loadClass(name.substring(name.indexOf('!') + 1))));
  }

  @AfterEach
  void stop() {
    Dispatch.agent(null);
    AgentLog.to(null);
  }

  /** What is woven. */
  public static class Subject {
    public String name = "subject";
    public int count = 1;

    public String greet(String whom, int times) {
      if (whom == null) {
        throw new IllegalArgumentException("nobody");
      }
      return "hello " + whom + " " + times;
    }

    public long twice(long number) {
      return 2 * number;
    }
  }

  /** Loads advice as it is when it is called. */
  private static final class Loader extends ClassLoader {
    Loader() {
      super(InlineAdviceTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(InlineAdviceTest.class.getName().concat("$"))) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null) {
        byte[] bytes = called(name);
        loaded = defineClass(name, bytes, 0, bytes.length);
      }
      return loaded;
    }

    Class<?> define(byte[] subject) {
      return defineClass(SUBJECT, subject, 0, subject.length);
    }
  }

  private static byte[] called(String name) {
    return InlineAdvice.called(classFile(name));
  }

  private static byte[] classFile(String name) {
    try (InputStream stream =
        InlineAdviceTest.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A module of one type instrumentation. */
  private static final class Module extends InstrumentationModule implements TypeInstrumentation {
    private final Class<?> advice;
    private final String method;

    Module(Class<?> advice, String method) {
      super("test");
      this.advice = advice;
      this.method = method;
    }

    @Override
    public List<TypeInstrumentation> typeInstrumentations() {
      return List.of(this);
    }

    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return named(SUBJECT);
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(named(method), advice.getName());
    }
  }

  private Object woven(Class<?> adviceType, String method) throws Exception {
    ClassWriter writer = new ClassWriter(0);
    String name = Subject.class.getName().replace('.', '/');
    new ClassReader(classFile(Subject.class.getName()))
        .accept(
            new ClassVisitor(
                org.objectweb.asm.Opcodes.ASM9,
                new ClassRemapper(writer, new SimpleRemapper(name, SUBJECT.replace('.', '/')))) {
              @Override
              public void visitNestHost(String host) {}
            },
            0);
    Weaver weaver = new Weaver(new Modules(), InlineAdviceTest::called, loader -> false);
    weaver.host(
        List.of(
            new HostedModule(new Module(adviceType, method), InlineAdviceTest::called, "test!")));
    byte[] woven =
        weaver.transform(
            getClass().getClassLoader(),
            SUBJECT.replace('.', '/'),
            null,
            null,
            writer.toByteArray());
    assertThat(woven).as("woven class file; %s", log).isNotNull();
    return advice.define(woven).getConstructor().newInstance();
  }

  private static Object greet(Object subject, String whom, int times) throws Throwable {
    try {
      return subject
          .getClass()
          .getMethod("greet", String.class, int.class)
          .invoke(subject, whom, times);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** Shares an object, a double and an int, and has a result of its own. */
  static final class Sharing {
    @OnMethodEnter(suppress = Throwable.class)
    static String enter(
        @Local("list") List<String> list,
        @Argument(0) String whom,
        @Local("weight") double weight,
        @Origin("#m") String method,
        @Local("count") int count) {
      list = new ArrayList<>();
      list.add(method + " " + whom);
      for (int i = 0; i < 3; i++) {
        count += i;
      }
      weight = 0.5;
      if (whom == null) {
        return "null";
      }
      return whom.concat("!");
    }

    @OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Local("count") int count,
        @Enter String entered,
        @Thrown Throwable thrown,
        @Local("weight") double weight,
        @Local("list") List<String> list) {
      SEEN.add(list + " " + count + " " + weight + " " + entered + " " + thrown);
    }
  }

  @Test
  void enterAndExitShareLocals() throws Throwable {
    Object subject = woven(Sharing.class, "greet");
    assertThat(greet(subject, "you", 1)).isEqualTo("hello you 1");
    assertThatThrownBy(() -> greet(subject, null, 1)).hasMessage("nobody");
    assertThat(SEEN)
        .containsExactly(
            "[greet you] 3 0.5 you! null",
            "[greet null] 3 0.5 null java.lang.IllegalArgumentException: nobody");
    assertThat(log.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  /** Writes all that it may. */
  static final class Writing {
    @OnMethodEnter
    static void enter(
        @This Object self,
        @Argument(value = 0, readOnly = false) String whom,
        @Argument(value = 1, readOnly = false) int times,
        @FieldValue(value = "name", readOnly = false) String name,
        @FieldValue(value = "count", readOnly = false) int count) {
      whom = name + "'s " + whom;
      times++;
      name = "changed";
      count += 10;
    }

    @OnMethodExit
    static void exit(
        @Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object result,
        @FieldValue("count") int count) {
      result = result + "! " + count;
    }
  }

  @Test
  void argumentsFieldsAndResultsAreWritten() throws Throwable {
    Object subject = woven(Writing.class, "greet");
    assertThat(greet(subject, "friend", 1)).isEqualTo("hello subject's friend 2! 11");
    assertThat(greet(subject, "friend", 1)).isEqualTo("hello changed's friend 2! 21");
  }

  /** Swallows what is thrown. */
  static final class Catching {
    @OnMethodExit(onThrowable = Throwable.class)
    static void exit(
        @Thrown(readOnly = false) Throwable thrown, @Return(readOnly = false) String result) {
      if (thrown != null) {
        result = "caught " + thrown.getMessage();
        thrown = null;
      }
    }
  }

  @Test
  void exceptionsAreWritten() throws Throwable {
    Object subject = woven(Catching.class, "greet");
    assertThat(greet(subject, null, 1)).isEqualTo("caught nobody");
    assertThat(greet(subject, "you", 1)).isEqualTo("hello you 1");
  }

  /** Skips some calls. */
  static final class Skipping {
    @OnMethodEnter(skipOn = OnNonDefaultValue.class)
    static boolean enter(@Argument(0) String whom, @Local("told") String told) {
      told = "told";
      return whom == null;
    }

    @OnMethodExit
    static void exit(
        @Enter boolean skipped,
        @Local("told") String told,
        @Return(readOnly = false) String result) {
      SEEN.add(skipped + " " + told);
    }
  }

  @Test
  void callsAreSkipped() throws Throwable {
    Object subject = woven(Skipping.class, "greet");
    assertThat(greet(subject, null, 1)).isNull();
    assertThat(greet(subject, "you", 1)).isEqualTo("hello you 1");
    assertThat(SEEN).containsExactly("true told", "false told");
  }

  /** Fails before it has shared anything. */
  static final class Failing {
    @OnMethodEnter(suppress = Throwable.class)
    static void enter(@Local("one") String one, @Local("two") long two) {
      throw new IllegalStateException("advice");
    }

    @OnMethodExit(suppress = Throwable.class)
    static void exit(
        @Local("one") String one, @Local("two") long two, @Return(readOnly = false) long result) {
      SEEN.add(one + " " + two);
      result++;
    }
  }

  @Test
  void afterAFailedEnterLocalsAreNullOrZero() throws Throwable {
    Object subject = woven(Failing.class, "twice");
    assertThat(subject.getClass().getMethod("twice", long.class).invoke(subject, 20L))
        .isEqualTo(41L);
    assertThat(SEEN).containsExactly("null 0");
  }

  /** Needs nothing of what only inlined advice has. */
  static final class Plain {
    @OnMethodEnter
    static int enter(@AllArguments Object[] all) {
      return all.length;
    }

    @OnMethodExit(onThrowable = Throwable.class)
    static void exit(@Enter int count, @Return String result) {
      SEEN.add(count + " " + result);
    }
  }

  @Test
  void whatIsOfNoConcernStaysAsItIs() throws Throwable {
    greet(woven(Plain.class, "greet"), "you", 1);
    assertThat(SEEN).containsExactly("2 hello you 1");
    byte[] none = classFile(Subject.class.getName());
    assertThat(InlineAdvice.called(none)).isSameAs(none);
  }

  /** Repeats calls. */
  static final class Repeating {
    @OnMethodExit(repeatOn = OnNonDefaultValue.class)
    static boolean exit() {
      return false;
    }
  }

  /** Writes all arguments at once. */
  static final class WritingAll {
    @OnMethodEnter
    static void enter(@AllArguments(readOnly = false) Object[] all) {
      all = new Object[0];
    }
  }

  @Test
  void whatOnlyWorksInlinedIsRefusedByName() {
    assertThatThrownBy(() -> woven(Repeating.class, "greet"))
        .hasMessage(
            "its advice "
                + Repeating.class.getName()
                + " is to be inlined and repeats methods, which only works inlined");
    assertThatThrownBy(() -> woven(WritingAll.class, "greet"))
        .hasMessageContaining("writes what is annotated with @AllArguments");
  }
}
