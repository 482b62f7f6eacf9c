/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.dist.build;

import io.obsagent.bootstrap.Archive;
import io.obsagent.core.StartHooks;
import io.obsagent.core.catalogue.PackedRules;
import io.obsagent.core.telemetry.Version;
import io.obsagent.core.weave.Modules;
import io.obsagent.core.weave.Weaving;
import io.obsagent.dist.ModuleList;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collections;
import java.util.Enumeration;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Packs obs-agent.jar from its own class path: the bootstrap classes where every loader finds them,
 * everything else inside the archive. The same input gives the same bytes.
 */
public final class Packer {
  private static final String BOOTSTRAP = "io/obsagent/bootstrap/";
  private static final String CATALOGUES = "io/obsagent/catalogue/";
  private static final String INSTANCE_ID =
      "io.opentelemetry.sdk.autoconfigure.ServiceInstanceIdResourceProvider";

  private static final String BUILD = "io/obsagent/dist/build/";

  /** Advice that is for java.util.logging itself. */
  private static final String JUL = "io/obsagent/instrumentation/logging/Jul";

  /** Of OpenTelemetry's instrumentation library, only what matchers and advice always need. */
  private static final String INSTRUMENTATION = "io/opentelemetry/instrumentation/";

  private static final String CACHE = INSTRUMENTATION + "api/internal/cache/";
  private static final String FIELDS = INSTRUMENTATION + "api/internal/RuntimeVirtualField";
  private static final String FIELD = INSTRUMENTATION + "api/util/VirtualField";

  /** Of Byte Buddy's tools for build time, only what its agent cannot be linked without. */
  private static final String BUDDY_BUILD = "net/bytebuddy/build/";

  private static final String BUDDY_ENTRY = BUDDY_BUILD + "EntryPoint";

  /** Libraries of which little is needed, each before those that it needs itself. */
  private static final String[] LARGE = {
    "okhttp3/", "okio/", "kotlin/", "org/snakeyaml/", "picocli/"
  };

  /** Host names that share cookies; no client of ours keeps cookies. */
  private static final String SUFFIXES = "okhttp3/internal/publicsuffix/publicsuffixes.gz";

  /** 2026-11-01 in the local time that zip files keep. */
  private static final long TIME =
      new GregorianCalendar(2026, Calendar.NOVEMBER, 1).getTimeInMillis();

  private final TreeMap<String, byte[]> visible = new TreeMap<>();
  private final TreeMap<String, byte[]> hidden = new TreeMap<>();
  private final List<String> components = new ArrayList<>();

  private Packer() {}

  /** Takes the path of the jar to write and the version. */
  public static void main(String[] arguments) throws IOException {
    Packer packer = new Packer();
    for (String place : System.getProperty("java.class.path").split(File.pathSeparator)) {
      packer.add(Paths.get(place));
    }
    packer.shape(arguments[1]);
    Path jar = Paths.get(arguments[0]);
    packer.write(jar, arguments[1]);
    note(jar, "packed.txt", String.join("\n", packer.hidden.keySet()));
    note(jar, "packed-from.txt", System.getProperty("java.class.path"));
  }

  /** Leaves a note beside the jar, for its tests. */
  private static void note(Path jar, String name, String text) throws IOException {
    Path file = jar.toAbsolutePath().resolveSibling(name);
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private void add(Path place) throws IOException {
    if (Files.isDirectory(place)) {
      try (Stream<Path> files = Files.walk(place)) {
        for (Path file : files.filter(Files::isRegularFile).toArray(Path[]::new)) {
          add(place.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
        }
      }
    } else if (Files.exists(place)) {
      components.add(Sbom.component(place));
      try (ZipFile zip = new ZipFile(place.toFile())) {
        for (Enumeration<? extends ZipEntry> e = zip.entries(); e.hasMoreElements(); ) {
          ZipEntry entry = e.nextElement();
          if (!entry.isDirectory()) {
            add(entry.getName(), read(zip.getInputStream(entry)));
          }
        }
      }
    }
  }

  private void add(String name, byte[] content) {
    if (name.startsWith(BOOTSTRAP)) {
      visible.put(name, content);
    } else if (name.startsWith("META-INF/services/")) {
      hidden.merge(name, content, Packer::joined);
    } else if (isWanted(name)) {
      hidden.putIfAbsent(
          name,
          name.endsWith(".class") && !name.startsWith(JUL) ? Redirect.apply(content) : content);
    }
  }

  private static boolean isWanted(String name) {
    return !name.startsWith("META-INF/")
        && !name.startsWith(BUILD)
        && (!name.startsWith(INSTRUMENTATION)
            || name.startsWith(CACHE)
            || name.startsWith(FIELDS)
            || name.startsWith(FIELD))
        && !name.equals(SUFFIXES)
        && (!name.startsWith(BUDDY_BUILD) || name.startsWith(BUDDY_ENTRY))
        && !name.endsWith("module-info.class")
        && !name.endsWith(".kotlin_builtins")
        && !name.endsWith(".kotlin_module");
  }

  private static byte[] joined(byte[] first, byte[] second) {
    String text =
        new String(first, StandardCharsets.UTF_8).trim()
            + "\n"
            + new String(second, StandardCharsets.UTF_8).trim()
            + "\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void packCatalogues() throws IOException {
    for (String name : hidden.keySet().toArray(new String[0])) {
      if (name.startsWith(CATALOGUES) && name.endsWith(".yaml")) {
        byte[] packed = PackedRules.pack(name, hidden.remove(name));
        hidden.put(name.substring(0, name.length() - "yaml".length()).concat("rules"), packed);
      }
    }
  }

  /** The agent tells an id itself, without the JDK's cryptography. */
  private void dropInstanceId() {
    String name = "META-INF/services/io.opentelemetry.sdk.autoconfigure.spi.ResourceProvider";
    String services = new String(hidden.get(name), StandardCharsets.UTF_8);
    hidden.put(name, services.replace(INSTANCE_ID, "").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * What no class needs; twice, as methods that are left out may have been all that needed a class.
   */
  private void leaveOut() {
    for (int i = 0; i < 2; i++) {
      for (String large : LARGE) {
        Reachable.only(hidden, large);
      }
      StaticMethods.prune(hidden, LARGE);
    }
  }

  private void shape(String version) throws IOException {
    leaveOut();
    packCatalogues();
    dropInstanceId();
    Lambdas lambdas = new Lambdas(hidden);
    lambdas.replaceAll();
    AdviceTypes.erase(hidden);
    StringBuilder index = new StringBuilder();
    for (InstrumentationModule module : ModuleList.all()) {
      for (String line : Modules.describe(module)) {
        index.append(line).append('\n');
      }
    }
    hidden.put(Weaving.INDEX, index.toString().getBytes(StandardCharsets.UTF_8));
    StringBuilder start = new StringBuilder();
    for (Class<?> type : ModuleList.registeredAtStart()) {
      start.append(type.getName()).append('\n');
    }
    hidden.put(StartHooks.INDEX, start.toString().getBytes(StandardCharsets.UTF_8));
    hidden.put(Version.RESOURCE, version.getBytes(StandardCharsets.UTF_8));
    System.out.println(
        "packed " + hidden.size() + " entries; lambdas left as they are: " + lambdas.kept());
  }

  private void write(Path jar, String version) throws IOException {
    Collections.sort(components);
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      put(out, "META-INF/MANIFEST.MF", manifest(version), false);
      put(out, Archive.ENTRY, ArchiveWriter.write(hidden), true);
      put(out, "META-INF/sbom/obs-agent.cdx.json", Sbom.json(version, components), false);
      for (Map.Entry<String, byte[]> entry : visible.entrySet()) {
        put(out, entry.getKey(), entry.getValue(), false);
      }
    }
  }

  private static byte[] manifest(String version) {
    String agent = "io.obsagent.bootstrap.AgentMain";
    String text =
        "Manifest-Version: 1.0\r\n"
            + "Main-Class: io.obsagent.bootstrap.Main\r\n"
            + "Premain-Class: "
            + agent
            + "\r\nAgent-Class: "
            + agent
            + "\r\nCan-Redefine-Classes: true\r\n"
            + "Can-Retransform-Classes: true\r\n"
            + "Implementation-Title: obs-agent\r\n"
            + "Implementation-Version: "
            + version
            + "\r\n\r\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void put(ZipOutputStream out, String name, byte[] content, boolean stored)
      throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(TIME);
    if (stored) {
      CRC32 crc = new CRC32();
      crc.update(content);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(content.length);
      entry.setCrc(crc.getValue());
    }
    out.putNextEntry(entry);
    out.write(content);
    out.closeEntry();
  }

  static byte[] read(InputStream stream) throws IOException {
    try (InputStream in = stream) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
      }
      return out.toByteArray();
    }
  }
}
