/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import acme.Orders;
import io.obsagent.core.catalogue.RuleSources;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationClassesTest {
  @TempDir Path scratch;

  private File jar;
  private ApplicationClasses application;

  /** A Spring Boot jar: an interface in a library, the rest in the application. */
  @BeforeEach
  void readsASpringBootJar() throws IOException {
    jar = scratch.resolve("app.jar").toFile();
    ByteArrayOutputStream library = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(library)) {
      put(zip, "", Orders.class);
      put(zip, "", Orders.Other.class);
    }
    try (OutputStream out = Files.newOutputStream(jar.toPath());
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("BOOT-INF/lib/orders-1.jar"));
      zip.write(library.toByteArray());
      put(zip, "BOOT-INF/classes/", Orders.Local.class);
      put(zip, "BOOT-INF/classes/", Orders.Remote.class);
      put(zip, "META-INF/versions/21/", Orders.Other.class);
      zip.putNextEntry(new ZipEntry("BOOT-INF/classes/acme/Broken.class"));
      zip.write(new byte[] {1, 2, 3});
    }
    application = ApplicationClasses.of(jar);
  }

  private static void put(ZipOutputStream zip, String folder, Class<?> type) throws IOException {
    String name = type.getName().replace('.', '/') + ".class";
    zip.putNextEntry(new ZipEntry(folder + name));
    try (InputStream in = type.getResourceAsStream("/" + name)) {
      in.transferTo(zip);
    }
  }

  private List<String> bound(String source) throws IOException {
    return bindings(source).stream().map(Binding::toString).toList();
  }

  private List<Binding> bindings(String source) throws IOException {
    Path rules = scratch.resolve("rules.yaml");
    Files.writeString(rules, "metrics: {a_total: {type: counter, on: '" + source + "'}}");
    return MethodBinder.bind(
        RuleSources.read(List.of(rules.toFile())).get(0).method(), application);
  }

  @Test
  void classesInsideAndInLibrariesAreFound() {
    assertThat(application.all().stream().map(type -> type.name() + " " + type.place()))
        .containsExactlyInAnyOrder(
            "acme.Orders$Local BOOT-INF/classes/",
            "acme.Orders$Remote BOOT-INF/classes/",
            "acme.Orders BOOT-INF/lib/orders-1.jar",
            "acme.Orders$Other BOOT-INF/lib/orders-1.jar");
  }

  @Test
  void aClassTellsWhatItExtends() {
    ClassHeader remote = application.find("acme.Orders$Remote");
    assertThat(remote.superclass()).isEqualTo("acme.Orders$Local");
    assertThat(application.find("acme.Orders$Local").interfaces()).containsExactly("acme.Orders");
    assertThat(application.find("acme.Orders").isInterface()).isTrue();
  }

  @Test
  void subtypesAreFoundOverGenerations() {
    assertThat(application.subtypes("acme.Orders").stream().map(ClassHeader::name))
        .containsExactly("acme.Orders$Local", "acme.Orders$Remote");
  }

  @Test
  void methodsHaveDescriptorsAndNamesOfParameters() throws IOException {
    MethodHeader count =
        application.methods(List.of("acme.Orders$Local")).get("acme.Orders$Local").all().stream()
            .filter(method -> method.name().equals("count"))
            .findFirst()
            .orElseThrow();
    assertThat(count.descriptor()).isEqualTo("(J)I");
    assertThat(count.parameters()).containsExactly("since");
  }

  @Test
  void aFolderOfClassesIsReadAsWell() throws Exception {
    Path classes =
        Path.of(Orders.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    assertThat(ApplicationClasses.of(classes.toFile()).find("acme.Orders$Remote")).isNotNull();
  }

  @Test
  void aMethodOfAClassBinds() throws IOException {
    assertThat(bound("method acme.Orders$Local#place"))
        .containsExactly("acme.Orders$Local#place(String order, String plan)  BOOT-INF/classes/");
  }

  @Test
  void aPlusBindsImplementationsOfTheInterfacesOwnMethods() throws IOException {
    assertThat(bound("method acme.Orders+#*"))
        .containsExactly(
            "acme.Orders$Local#place(String order, String plan)  BOOT-INF/classes/",
            "acme.Orders$Remote#place(String order, String plan)  BOOT-INF/classes/");
  }

  @Test
  void globsAndAlternativesBind() throws IOException {
    assertThat(bound("method acme.Orders$[Local|Other]#[place|count]")).hasSize(3);
    assertThat(bound("method **.Orders$*#place")).hasSize(3);
  }

  @Test
  void annotatedMethodsAndMethodsOfAnnotatedClassesBind() throws IOException {
    assertThat(bound("method acme.**#@java.lang.Deprecated"))
        .containsExactly("acme.Orders$Local#count(long since)  BOOT-INF/classes/");
    assertThat(bound("method @java.lang.Deprecated#pl*"))
        .containsExactly(
            "acme.Orders$Other#place(long order, String plan)  BOOT-INF/lib/orders-1.jar");
    assertThatThrownBy(() -> bound("method @acme.Nowhere#*"))
        .hasMessageStartingWith("the application has no method for 'method @acme.Nowhere#*'");
  }

  @Test
  void anArgumentThatNoMethodHasIsMissing() throws IOException {
    List<Binding> bindings = bindings("method acme.Orders$[Local|Other]#[place|count]");
    assertThat(MethodBinder.missing("plan", bindings)).isNull();
    assertThat(MethodBinder.missing("since", bindings)).isNull();
    assertThat(MethodBinder.missing("1", bindings)).isNull();
    assertThat(MethodBinder.missing("plann", bindings))
        .startsWith("acme.Orders$")
        .contains(" has no argument 'plann'; there is ")
        .endsWith(". Did you mean 'plan'?");
    assertThat(MethodBinder.missing("2", bindings)).isNotNull();
  }

  @Test
  void anInterfaceWithoutPlusTellsTheMend() {
    assertThatThrownBy(() -> bound("method acme.Orders#place"))
        .hasMessage(
            "acme.Orders#place has no code of its own; write acme.Orders+#place for what implements it");
  }

  @Test
  void misspeltNamesGetSuggestions() {
    assertThatThrownBy(() -> bound("method acme.Orders$Local#plcae"))
        .hasMessage("'acme.Orders$Local' has no method 'plcae'. Did you mean 'place'?");
    assertThatThrownBy(() -> bound("method acme.Ordrs#place"))
        .hasMessage("the application has no class 'acme.Ordrs'. Did you mean 'acme.Orders'?");
    assertThatThrownBy(() -> bound("method com.shop.Orders#place"))
        .hasMessage("the application has no class 'com.shop.Orders'. Did you mean 'acme.Orders'?");
  }

  @Test
  void aParameterWithoutANameIsCalledByItsPlace() throws IOException {
    List<MethodHeader> methods =
        application.methods(List.of("java.lang.Comparable")).get("java.lang.Comparable").all();
    assertThat(methods).hasToString("[compareTo(Object args.0)]");
  }
}
