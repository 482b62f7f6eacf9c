/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.weave.ClassWeaver.Weave;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice.AllArguments;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Return;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.asm.Advice.Thrown;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Weaves every method of whole libraries; the JVM's verifier says whether that went well. */
class ClassWeaverTest {
  static final class Everything {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static Object enter(@This(optional = true) Object self, @AllArguments Object[] arguments) {
      return null;
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @This(optional = true) Object self,
        @AllArguments Object[] arguments,
        @Enter Object entered,
        @Return Object result,
        @Thrown Throwable thrown) {}
  }

  static final class AtEnd {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void exit(@This(optional = true) Object self, @AllArguments Object[] arguments) {}
  }

  private static byte[] classFile(String name) {
    try (InputStream stream =
        ClassWeaverTest.class
            .getClassLoader()
            .getResourceAsStream(name.replace('.', '/') + ".class")) {
      return stream == null ? null : stream.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static final Advice EVERYTHING =
      Advice.read(Everything.class.getName(), ClassWeaverTest::classFile);
  private static final Advice AT_END =
      Advice.read(AtEnd.class.getName(), ClassWeaverTest::classFile);

  private static @Nullable Advice outer(int access, String method, String descriptor) {
    if ((access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) != 0) {
      return null;
    }
    // What the result is by its descriptor, the advice says as an object.
    boolean object = descriptor.endsWith(";") || descriptor.contains(")[");
    return method.startsWith("<") || !object ? AT_END : EVERYTHING;
  }

  private static @Nullable Advice inner(int access, String method, String descriptor) {
    return (access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) == 0 && method.length() % 3 == 0
        ? AT_END
        : null;
  }

  private static final List<Weave> RULES = List.of(ClassWeaverTest::outer, ClassWeaverTest::inner);

  /** Has a jar's classes woven, and whatever else they need from the test's own loader. */
  private static final class Loader extends ClassLoader {
    private final Map<String, byte[]> classes = new TreeMap<>();

    Loader(Path jar) throws IOException {
      super(ClassWeaverTest.class.getClassLoader());
      try (JarFile file = new JarFile(jar.toFile())) {
        for (JarEntry entry : file.stream().toList()) {
          String name = entry.getName();
          if (name.endsWith(".class") && !name.startsWith("META-INF") && !name.contains("-info")) {
            byte[] before = file.getInputStream(entry).readAllBytes();
            boolean state = (new ClassFile(before).access() & ClassFile.INTERFACE) == 0;
            byte[] woven = ClassWeaver.weave(before, RULES, state);
            classes.put(
                name.substring(0, name.length() - 6).replace('/', '.'),
                woven == null ? before : woven);
          }
        }
      }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      byte[] woven = classes.get(name);
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded != null || woven == null) {
          return loaded != null ? loaded : super.loadClass(name, resolve);
        }
        return defineClass(name, woven, 0, woven.length);
      }
    }
  }

  private static Path jarOf(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  @ParameterizedTest
  @ValueSource(classes = {ByteBuddy.class, Assertions.class, Test.class, ClassReader.class})
  void wholeLibrariesVerify(Class<?> of) throws Exception {
    Loader loader = new Loader(jarOf(of));
    int verified = 0;
    for (String name : loader.classes.keySet()) {
      try {
        // Asking for the methods has the class linked, and so verified.
        verified += Class.forName(name, false, loader).getDeclaredMethods().length;
      } catch (NoClassDefFoundError e) {
        // Needs a library that is not there.
      }
    }
    assertThat(verified).isGreaterThan(100);
  }

  @Test
  void linesAndVariablesStayWhereTheyWere() {
    String name = ClassWeaverTest.class.getName();
    byte[] before = classFile(name);
    byte[] woven = ClassWeaver.weave(before, RULES, false);
    assertThat(described(woven)).isEqualTo(described(before));
  }

  /** By method the lines, each with the first instruction there that names something. */
  private static Map<String, String> described(byte[] classFile) {
    Map<String, String> methods = new TreeMap<>();
    new ClassReader(classFile)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String method, String type, String signature, String[] exceptions) {
                StringBuilder text = new StringBuilder();
                return new MethodVisitor(Opcodes.ASM9) {
                  private int line;

                  @Override
                  public void visitLineNumber(int number, Label start) {
                    line = number;
                  }

                  @Override
                  public void visitMethodInsn(
                      int opcode, String owner, String name, String descriptor, boolean face) {
                    boolean ours =
                        owner.startsWith("io/obsagent/bootstrap/") || name.equals("valueOf");
                    text.append(ours ? "" : line + " " + owner + "." + name + "\n");
                  }

                  @Override
                  public void visitLocalVariable(
                      String name, String type, String s, Label start, Label end, int index) {
                    text.append(name).append(' ').append(type).append('\n');
                  }

                  @Override
                  public void visitEnd() {
                    methods.put(method + type, text.toString());
                  }
                };
              }
            },
            0);
    return methods;
  }
}
