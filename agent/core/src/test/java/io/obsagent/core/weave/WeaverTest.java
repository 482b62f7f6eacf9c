/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.obsagent.bootstrap.Attached;
import io.obsagent.bootstrap.Dispatch;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.bytebuddy.asm.Advice.AllArguments;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.asm.Advice.Thrown;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

class WeaverTest {
  static final List<String> SEEN = new ArrayList<>();
  static Throwable toThrowAtEnter;
  static Throwable toThrowAtExit;

  private ClassLoader agentSide;

  @BeforeEach
  void start() {
    SEEN.clear();
    toThrowAtEnter = null;
    toThrowAtExit = null;
    agentSide = WeaverTest.class.getClassLoader();
    Dispatch.agent(new Linker((woven, name) -> Class.forName(name, true, agentSide)));
  }

  @AfterEach
  void stop() {
    Dispatch.agent(null);
  }

  /** What is woven. */
  public static class Subject {
    public static class Base {
      public final String made;

      public Base(String made) {
        this.made = made;
      }
    }

    public static class Constructed extends Base {
      public Constructed(String name, long number) {
        super(name == null ? "none" : name + number);
      }
    }

    public String text(String a, int b) {
      return a + b;
    }

    public long number(long a, double b) {
      a += 5;
      return a + (long) b;
    }

    public static boolean flag(boolean value) {
      return !value;
    }

    public void nothing() {}

    public String thrower(String message) {
      throw new IllegalStateException(message);
    }

    public String rethrower(Throwable error) throws Throwable {
      throw error;
    }

    public int deep(int n) {
      return n == 0 ? 0 : 1 + deep(n - 1);
    }

    public int loop(int n) {
      int sum = 0;
      while (n > 0) {
        long square = (long) n * n;
        sum += (int) square;
        n--;
      }
      return sum;
    }

    public String tryFinally(String value) {
      StringBuilder log = new StringBuilder();
      try {
        if (value == null) {
          throw new IllegalArgumentException("null");
        }
        log.append(value);
        return log.toString();
      } catch (IllegalArgumentException e) {
        return "caught";
      } finally {
        log.append("!");
        value = log.toString();
      }
    }

    public String handlerReadsThis(String value) throws Exception {
      try {
        return value.trim();
      } catch (NullPointerException e) {
        throw new Exception("from " + this.text("x", 1), e);
      }
    }

    public Object reused(Object argument) {
      argument = argument.toString() + "x";
      if (argument.hashCode() != 0) {
        String other = (String) argument;
        argument = Integer.valueOf(other.length());
      }
      return argument;
    }

    public synchronized double wide(double a, long b, Object c, float d) {
      double sum = a;
      for (int i = 0; i < b; i++) {
        double step = d + i;
        sum += step;
      }
      return c == null ? sum : -sum;
    }
  }

  static final class Recording {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static Object enter(@AllArguments Object[] arguments) throws Throwable {
      SEEN.add("enter " + Arrays.toString(arguments));
      if (toThrowAtEnter != null) {
        throw toThrowAtEnter;
      }
      return "token";
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @AllArguments Object[] arguments, @Enter Object token, @Thrown Throwable thrown)
        throws Throwable {
      SEEN.add("exit " + Arrays.toString(arguments) + " " + token + " " + thrown);
      if (toThrowAtExit != null) {
        throw toThrowAtExit;
      }
    }
  }

  static final class Results {
    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@This(optional = true) Object self, @Return Object result) {
      SEEN.add((self == null ? "static" : "instance") + " " + result);
    }
  }

  static final class Numbers {
    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Argument(0) long first, @Argument(1) double second, @Return long result) {
      SEEN.add(first + " " + second + " " + result);
    }
  }

  static final class Replacing {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @AssignReturned.ToArguments(@ToArgument(0))
    static String enter(@Argument(0) String value) {
      return "keep".equals(value) ? null : "new";
    }

    @OnMethodExit(inline = false, suppress = Throwable.class)
    @AssignReturned.ToReturned
    static Object exit(@Return Object result, @Enter Object entered) {
      SEEN.add("was " + result + " " + entered);
      return "keep0".equals(result) ? null : "replaced";
    }
  }

  static final class Constructors {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static Object enter(@Argument(0) String name) {
      return "before " + name;
    }

    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@This Object self, @Argument(1) long number, @Enter Object entered) {
      SEEN.add(entered + " " + ((Subject.Base) self).made + " " + number);
    }
  }

  private static final class Fixed extends InstrumentationModule
      implements TypeInstrumentation, Stateful {
    private final Methods methods;
    private final Class<?> advice;

    Fixed(Methods methods, Class<?> advice) {
      super("fixed");
      this.methods = methods;
      this.advice = advice;
    }

    @Override
    public List<TypeInstrumentation> typeInstrumentations() {
      return Collections.singletonList(this);
    }

    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(Subject.class.getName(), Subject.Constructed.class.getName());
    }

    @Override
    public void transform(TypeTransformer transformer) {
      transformer.applyAdviceToMethod(methods, advice.getName());
    }
  }

  private static byte[] classFile(String name) {
    try (InputStream stream =
        WeaverTest.class.getClassLoader().getResourceAsStream(name.replace('.', '/') + ".class")) {
      return stream == null ? null : stream.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Class<?> woven(Class<?> type, Methods methods, Class<?> advice) throws Exception {
    return woven(type, classFile(type.getName()), methods, advice);
  }

  private Class<?> woven(Class<?> type, byte[] classFile, Methods methods, Class<?> advice)
      throws Exception {
    Modules modules = new Modules();
    modules.add(new Fixed(methods, advice));
    Weaver weaver = new Weaver(modules, WeaverTest::classFile, loader -> false);
    byte[] woven =
        weaver.transform(agentSide, type.getName().replace('.', '/'), null, null, classFile);
    assertThat(weaver.failures()).isZero();
    assertThat(woven).as("woven class file").isNotNull();
    return new ClassLoader(agentSide) {
      Class<?> define() {
        return defineClass(type.getName(), woven, 0, woven.length);
      }
    }.define();
  }

  private Object call(Class<?> type, String name, Object... arguments) throws Throwable {
    for (Method method : type.getMethods()) {
      if (method.getName().equals(name)) {
        try {
          return method.invoke(type.getConstructor().newInstance(), arguments);
        } catch (InvocationTargetException e) {
          throw e.getCause();
        }
      }
    }
    throw new NoSuchMethodException(name);
  }

  @Test
  void adviceSeesArgumentsAsTheyWereAtTheStart() throws Throwable {
    Class<?> type = woven(Subject.class, Methods.named("loop"), Recording.class);
    assertThat(call(type, "loop", 3)).isEqualTo(14);
    assertThat(SEEN).containsExactly("enter [3]", "exit [3] token null");
  }

  @Test
  void everyShapeOfMethodBehavesAsBefore() throws Throwable {
    Methods all =
        Methods.named(
            "text",
            "number",
            "flag",
            "nothing",
            "loop",
            "tryFinally",
            "handlerReadsThis",
            "reused",
            "wide");
    for (Class<?> advice : Arrays.asList(Recording.class, Results.class)) {
      Methods fit =
          advice == Results.class
              ? Methods.named("text", "tryFinally", "handlerReadsThis", "reused")
              : all;
      Class<?> type = woven(Subject.class, fit, advice);
      assertThat(call(type, "text", "a", 1)).isEqualTo("a1");
      assertThat(call(type, "number", 1L, 2.5)).isEqualTo(8L);
      assertThat(call(type, "flag", true)).isEqualTo(false);
      assertThat(call(type, "nothing")).isNull();
      assertThat(call(type, "loop", 4)).isEqualTo(30);
      assertThat(call(type, "tryFinally", "v")).isEqualTo("v");
      assertThat(call(type, "tryFinally", new Object[] {null})).isEqualTo("caught");
      assertThat(call(type, "handlerReadsThis", " v")).isEqualTo("v");
      assertThatThrownBy(() -> call(type, "handlerReadsThis", new Object[] {null}))
          .hasMessage("from x1");
      assertThat(call(type, "reused", "abc")).isEqualTo(4);
      assertThat(call(type, "wide", 1.0, 2L, null, 0.5f)).isEqualTo(3.0);
    }
  }

  @Test
  void primitivesReachAdviceUnboxed() throws Throwable {
    Class<?> type = woven(Subject.class, Methods.named("number"), Numbers.class);
    call(type, "number", 1L, 2.5);
    assertThat(SEEN).containsExactly("1 2.5 8");
  }

  @Test
  void whatIsThrownIsSeenAndReachesTheCallerAsItWas() throws Throwable {
    Class<?> type = woven(Subject.class, Methods.named("thrower"), Recording.class);
    assertThatThrownBy(() -> call(type, "thrower", "m"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("m");
    assertThat(SEEN)
        .containsExactly("enter [m]", "exit [m] token java.lang.IllegalStateException: m");
  }

  @Test
  void adviceReplacesArgumentsAndResultsUnlessItGivesNull() throws Throwable {
    Class<?> type = woven(Subject.class, Methods.named("text"), Replacing.class);
    assertThat(call(type, "text", "old", 7)).isEqualTo("replaced");
    assertThat(call(type, "text", "keep", 0)).isEqualTo("keep0");
    assertThat(SEEN).containsExactly("was new7 new", "was keep0 null");
  }

  @Test
  void constructorsAreWovenAtTheirEnds() throws Throwable {
    Class<?> type = woven(Subject.Constructed.class, Methods.constructors(), Constructors.class);
    type.getConstructor(String.class, long.class).newInstance("n", 4L);
    assertThat(SEEN).containsExactly("before n n4 4");
  }

  /**
   * The JVM makes an ExceptionInInitializerError when a class is initialized where the stack ends,
   * and has no stack left to initialize that class itself: it would be of no use ever after.
   */
  @BeforeAll
  static void initializeErrors() {
    failures();
  }

  static List<Throwable> failures() {
    return Arrays.asList(
        new RuntimeException("r"),
        new OutOfMemoryError("o"),
        new StackOverflowError(),
        new NoClassDefFoundError("n"),
        new ExceptionInInitializerError("i"),
        new Exception("checked"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failuresOfAdviceStayInside(Throwable failure) throws Throwable {
    Class<?> type = woven(Subject.class, Methods.named("text", "rethrower"), Recording.class);
    IllegalStateException own = new IllegalStateException("own");
    for (boolean atEnter : new boolean[] {true, false}) {
      for (boolean atExit : new boolean[] {true, false}) {
        toThrowAtEnter = atEnter ? failure : null;
        toThrowAtExit = atExit ? failure : null;
        long before = Dispatch.failures();
        assertThat(call(type, "text", "a", 1)).isEqualTo("a1");
        assertThatThrownBy(() -> call(type, "rethrower", own)).isSameAs(own);
        assertThat(Dispatch.failures() - before).isEqualTo((atEnter ? 2 : 0) + (atExit ? 2 : 0));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whatTheApplicationThrowsReachesItsCallerAsItIs(Throwable thrown) throws Throwable {
    Class<?> type = woven(Subject.class, Methods.named("rethrower"), Recording.class);
    long before = Dispatch.failures();
    assertThatThrownBy(() -> call(type, "rethrower", thrown)).isSameAs(thrown);
    assertThat(SEEN.get(1)).endsWith("token " + thrown);
    assertThat(Dispatch.failures()).isEqualTo(before);
  }

  @Test
  void recursionAThousandDeepIsSeenCallByCall() throws Throwable {
    toThrowAtExit = new StackOverflowError();
    Class<?> type = woven(Subject.class, Methods.named("deep"), Recording.class);
    assertThat(call(type, "deep", 999)).isEqualTo(999);
    assertThat(SEEN).hasSize(2000);
  }

  @Test
  void aStackThatIsReallyExhaustedIsTheApplicationsError() throws Throwable {
    Class<?> type = woven(Subject.class, Methods.named("deep"), Recording.class);
    assertThatThrownBy(() -> call(type, "deep", Integer.MAX_VALUE))
        .isInstanceOf(StackOverflowError.class);
    SEEN.clear();
    assertThat(call(type, "deep", 9)).isEqualTo(9);
    assertThat(SEEN).hasSize(20);
  }

  @Test
  void aCallSiteThatCannotBeLinkedDoesNothing() throws Throwable {
    Dispatch.agent(
        new Linker(
            (woven, name) -> {
              throw new ClassNotFoundException(name);
            }));
    Class<?> type = woven(Subject.class, Methods.named("text", "number"), Recording.class);
    long before = Dispatch.failures();
    assertThat(call(type, "text", "a", 1)).isEqualTo("a1");
    assertThat(call(type, "text", "a", 1)).isEqualTo("a1");
    assertThat(Dispatch.failures()).isEqualTo(before + 2);
    assertThat(SEEN).isEmpty();
  }

  @Test
  void instancesGetAFieldForState() throws Throwable {
    Class<?> type = woven(Subject.class, Methods.named("nothing"), Recording.class);
    assertThat(type.getConstructor().newInstance()).isInstanceOf(Attached.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {Opcodes.V1_2, Opcodes.V1_4, Opcodes.V1_5, Opcodes.V1_6})
  void oldClassFilesKeepTheirVersion(int version) throws Throwable {
    byte[] old = simple(version);
    Class<?> type = woven(Subject.class, old, Methods.named("text"), Recording.class);
    assertThat(call(type, "text", "a", 1)).isEqualTo("a");
    assertThat(SEEN).containsExactly("enter [a, 1]", "exit [a, 1] token null");
    assertThat(
            call(woven(Subject.class, old, Methods.named("text"), Replacing.class), "text", "b", 1))
        .isEqualTo("replaced");
  }

  /** A class of the subject's name whose {@code text} returns its first argument. */
  private static byte[] simple(int version) {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    String name = Subject.class.getName().replace('.', '/');
    writer.visit(
        version, Opcodes.ACC_PUBLIC | Opcodes.ACC_SUPER, name, null, "java/lang/Object", null);
    MethodVisitor constructor = writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null);
    constructor.visitCode();
    constructor.visitVarInsn(Opcodes.ALOAD, 0);
    constructor.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
    constructor.visitInsn(Opcodes.RETURN);
    constructor.visitMaxs(0, 0);
    constructor.visitEnd();
    MethodVisitor text =
        writer.visitMethod(
            Opcodes.ACC_PUBLIC, "text", "(Ljava/lang/String;I)Ljava/lang/String;", null, null);
    text.visitCode();
    text.visitVarInsn(Opcodes.ALOAD, 1);
    text.visitInsn(Opcodes.ARETURN);
    text.visitMaxs(0, 0);
    text.visitEnd();
    writer.visitEnd();
    return writer.toByteArray();
  }

  @Test
  void wovenClassesKeepTheirVersion() {
    byte[] old = simple(Opcodes.V1_3);
    byte[] woven =
        ClassWeaver.weave(
            old,
            Collections.singletonList(
                new ClassWeaver.Rule(
                    Methods.named("text"),
                    Recording.class.getName(),
                    Advice.read(Recording.class.getName(), WeaverTest::classFile))),
            false);
    int[] version = new int[1];
    new ClassReader(woven)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public void visit(
                  int v, int access, String n, String s, String superName, String[] i) {
                version[0] = v;
              }
            },
            0);
    assertThat(version[0]).isEqualTo(Opcodes.V1_3);
  }

  @Test
  void methodsAreToldByNameAndTypes() {
    assertThat(Methods.named("a").takes(2).takes(1, "byte[]").matches(1, "a", "(I[B)V")).isTrue();
    assertThat(Methods.named("a").takes(1, "byte").matches(1, "a", "(I[B)V")).isFalse();
    assertThat(
            Methods.named("a")
                .takes(0, "java.lang.String")
                .matches(1, "a", "(Ljava/lang/String;J)V"))
        .isTrue();
    assertThat(
            Methods.named("a")
                .takes(0, "java.lang.Strin")
                .matches(1, "a", "(Ljava/lang/String;J)V"))
        .isFalse();
    assertThat(Methods.named("a").takes(1).matches(1, "a", "(Ljava/lang/String;J)V")).isFalse();
    assertThat(Methods.named("a").returns("int").matches(1, "a", "(J)I")).isTrue();
    assertThat(Methods.named("a").returns("int").matches(1, "a", "(J)J")).isFalse();
    assertThat(Methods.named("a").isStatic().matches(1, "a", "()V")).isFalse();
    assertThat(Methods.named("a").matches(0x0401, "a", "()V")).isFalse();
  }
}
