/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.bootstrap.Archive;
import io.obsagent.core.log.LibraryLogger;
import io.obsagent.core.weave.Interceptor;
import io.obsagent.core.weave.Modules;
import io.obsagent.core.weave.Weaving;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** What the packed jar is and is not. */
class JarTest {
  /** Loaded where there are modules. */
  private static final Set<String> MODULAR =
      Set.of(
          "io/obsagent/core/weave/ModularWeaver.class",
          "io/obsagent/core/method/ModulePackages.class");

  private static final File JAR = new File("target/obs-agent.jar");
  private static final long LARGEST = 8_000_000;
  private static final int JAVA_8 = 52;

  /** What only the HTTP client of Java 11 reaches. */
  private static final List<String> JAVA_11 =
      List.of("AsyncExchange", "JdkAdvice", "SeenRequest", "TappedBodyHandler", "WireHeaders");

  /** Libraries of which the jar has only what it needs. */
  private static final List<String> SHRUNK =
      List.of("okhttp3/", "okio/", "kotlin/", "org/snakeyaml/", "picocli/");

  /** Advice that is for java.util.logging itself. */
  private static final String JUL = "io/obsagent/instrumentation/logging/Jul";

  private static final String CLIENT = "io/obsagent/instrumentation/http/client/";

  @Test
  void isNoLargerThanPromised() {
    assertThat(JAR.length()).isLessThan(LARGEST);
  }

  @Test
  void showsOnlyBootstrapClassesToOrdinaryLoaders() throws IOException {
    try (JarFile jar = new JarFile(JAR)) {
      List<String> others =
          jar.stream()
              .map(JarEntry::getName)
              .filter(name -> !name.startsWith("META-INF/"))
              .filter(name -> !name.startsWith("io/obsagent/bootstrap/"))
              .toList();
      assertThat(others).containsExactly(Archive.ENTRY);
    }
  }

  @Test
  void hidesItsLibrariesFromTheApplication() throws Exception {
    try (URLClassLoader application =
        new URLClassLoader(new URL[] {JAR.toURI().toURL()}, ClassLoader.getPlatformClassLoader())) {
      assertThat(application.loadClass("io.obsagent.bootstrap.AgentMain")).isNotNull();
      for (String name :
          List.of(
              "io.opentelemetry.api.OpenTelemetry",
              "net.bytebuddy.ByteBuddy",
              "org.objectweb.asm.ClassReader",
              "io.obsagent.core.AgentStart")) {
        assertThat(application.getResource(name.replace('.', '/') + ".class")).as(name).isNull();
      }
    }
  }

  @Test
  void isJava8ButForWhatOnlyNewerJavasReach() throws IOException {
    Archive archive = Archive.open(JAR);
    Set<String> newer = new TreeSet<>();
    for (String name : classNames()) {
      byte[] bytes = archive.find(name);
      int version = (bytes[6] & 0xFF) << 8 | bytes[7] & 0xFF;
      if (version > JAVA_8 && !MODULAR.contains(name)) {
        newer.add(name);
      }
    }
    assertThat(newer)
        .allMatch(name -> JAVA_11.stream().anyMatch(part -> name.startsWith(CLIENT + part)));
  }

  @Test
  void itsLibrariesLogOnlyToTheAgent() throws IOException {
    Set<String> known = new TreeSet<>();
    for (Method method : LibraryLogger.class.getMethods()) {
      known.add(method.getName() + Type.getMethodDescriptor(method));
    }
    Archive archive = Archive.open(JAR);
    Set<String> missing = new TreeSet<>();
    Set<String> direct = new TreeSet<>();
    String logger = Type.getInternalName(LibraryLogger.class);
    for (String name : classNames()) {
      if (name.equals(logger + ".class") || name.startsWith(JUL)) {
        continue;
      }
      new ClassReader(archive.find(name))
          .accept(
              new ClassVisitor(Opcodes.ASM9) {
                @Override
                public MethodVisitor visitMethod(
                    int access,
                    String method,
                    String descriptor,
                    String signature,
                    String[] exceptions) {
                  return new MethodVisitor(Opcodes.ASM9) {
                    @Override
                    public void visitMethodInsn(
                        int opcode, String owner, String called, String type, boolean isInterface) {
                      if (owner.equals("java/util/logging/Logger")) {
                        direct.add(name);
                      } else if (owner.equals(logger) && !known.contains(called + type)) {
                        missing.add(called + type);
                      }
                    }
                  };
                }
              },
              ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    }
    assertThat(direct).as("classes that use java.util.logging").isEmpty();
    assertThat(missing).as("methods that the stand-in lacks").isEmpty();
  }

  /** What is left out of libraries must not be missed: every method that they call is found. */
  @Test
  void itsContextsAreInTheAgentsStorageWhateverOthersWeave() throws IOException {
    ClassNode context = new ClassNode();
    new ClassReader(Archive.open(JAR).find("io/opentelemetry/context/Context.class"))
        .accept(context, ClassReader.SKIP_DEBUG);
    Set<String> asked = new TreeSet<>();
    for (MethodNode method : context.methods) {
      for (AbstractInsnNode code : method.instructions) {
        if (code instanceof MethodInsnNode call
            && call.desc.equals("()Lio/opentelemetry/context/ContextStorage;")) {
          asked.add(call.owner + "." + call.name);
        }
      }
    }
    assertThat(asked).containsExactly("io/obsagent/core/operation/Slot$Provider.storage");
  }

  @Test
  void whatItsShrunkLibrariesCallIsThere() throws IOException {
    Archive archive = Archive.open(JAR);
    Map<String, ClassNode> classes = new HashMap<>();
    for (String name : classNames()) {
      ClassNode type = new ClassNode();
      new ClassReader(archive.find(name)).accept(type, ClassReader.SKIP_DEBUG);
      classes.put(type.name, type);
    }
    Set<String> missing = new TreeSet<>();
    for (ClassNode type : classes.values()) {
      for (MethodNode method : type.methods) {
        for (AbstractInsnNode code : method.instructions) {
          if (code instanceof MethodInsnNode call
              && SHRUNK.stream().anyMatch(call.owner::startsWith)
              && !isThere(call.owner, call.name + call.desc, classes)) {
            missing.add(type.name + " calls " + call.owner + "." + call.name + call.desc);
          }
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  /** Whether a class or what it extends has a method; yes where that leads out of the jar. */
  private static boolean isThere(String owner, String method, Map<String, ClassNode> classes) {
    ClassNode type = classes.get(owner);
    if (owner.equals("java/lang/Object")) {
      return Arrays.stream(Object.class.getDeclaredMethods())
          .anyMatch(m -> (m.getName() + Type.getMethodDescriptor(m)).equals(method));
    }
    if (type == null) {
      return SHRUNK.stream().noneMatch(owner::startsWith);
    }
    return type.methods.stream().anyMatch(m -> (m.name + m.desc).equals(method))
        || isThere(type.superName, method, classes)
        || type.interfaces.stream().anyMatch(i -> isThere(i, method, classes));
  }

  @Test
  void itsIndexNamesEveryModule() throws IOException {
    String index = new String(Archive.open(JAR).find(Weaving.INDEX), StandardCharsets.UTF_8);
    List<String> named =
        index.lines().filter(line -> line.startsWith("m")).map(line -> line.split(" ")[1]).toList();
    assertThat(named)
        .isEqualTo(ModuleList.all().stream().map(module -> module.getClass().getName()).toList());
  }

  @Test
  void allItsAdviceCanBeWoven() throws IOException {
    Archive archive = Archive.open(JAR);
    for (InstrumentationModule module : ModuleList.all()) {
      List<String> advice =
          Modules.adviceOf(module, name -> archive.find(name.replace('.', '/') + ".class"));
      if (module.typeInstrumentations().stream().noneMatch(Interceptor.class::isInstance)) {
        assertThat(advice).as(module.instrumentationName()).isNotEmpty();
      }
    }
  }

  @Test
  void isBuiltTheSameTwice() throws Exception {
    Path again = Files.createTempFile("obs-agent", ".jar");
    try {
      Process packer =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  packedFrom(),
                  "io.obsagent.dist.build.Packer",
                  again.toString(),
                  version())
              .redirectErrorStream(true)
              .start();
      String output = new String(packer.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(packer.waitFor()).as(output).isZero();
      assertThat(Files.mismatch(JAR.toPath(), again)).isEqualTo(-1);
    } finally {
      Files.delete(again);
    }
  }

  private static String packedFrom() throws IOException {
    return Files.readString(Path.of("target/packed-from.txt"));
  }

  private static String version() throws IOException {
    try (JarFile jar = new JarFile(JAR)) {
      return jar.getManifest().getMainAttributes().getValue("Implementation-Version");
    }
  }

  private static List<String> classNames() throws IOException {
    return new ArrayList<>(
        Files.readAllLines(Path.of("target/packed.txt")).stream()
            .filter(name -> name.endsWith(".class"))
            .collect(Collectors.toList()));
  }
}
