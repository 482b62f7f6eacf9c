/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.command.application;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;

/**
 * The classes of an application, from a jar, a Spring Boot jar or war with jars inside, or a
 * folder, without loading them. Of two classes of one name the application's own comes before its
 * libraries'. Immutable.
 */
public final class ApplicationClasses {
  private static final String[] CLASSES = {"BOOT-INF/classes/", "WEB-INF/classes/"};

  /** Takes class files one after the other. */
  private interface Sink {
    void take(String place, byte[] classFile);
  }

  private final File file;
  private final Map<String, ClassHeader> classes = new LinkedHashMap<>();
  private final Map<String, List<ClassHeader>> direct = new HashMap<>();

  private ApplicationClasses(File file) {
    this.file = file;
  }

  /**
   * Reads the names of all classes.
   *
   * @throws IOException when the file is no jar or cannot be read
   */
  public static ApplicationClasses of(File file) throws IOException {
    ApplicationClasses application = new ApplicationClasses(file);
    application.walk(null, application::index);
    for (ClassHeader type : application.classes.values()) {
      application.addBelow(type.superclass(), type);
      for (String parent : type.interfaces()) {
        application.addBelow(parent, type);
      }
    }
    return application;
  }

  private void index(String place, byte[] classFile) {
    try {
      ClassHeader type = new ClassHeader(new ClassReader(classFile), place);
      classes.putIfAbsent(type.name(), type);
    } catch (RuntimeException e) {
      // Of a version that is not known yet, or no class file at all.
    }
  }

  private void addBelow(@Nullable String parent, ClassHeader type) {
    if (parent != null) {
      direct.computeIfAbsent(parent, key -> new ArrayList<>()).add(type);
    }
  }

  /** All classes. */
  public Collection<ClassHeader> all() {
    return Collections.unmodifiableCollection(classes.values());
  }

  /** A class; null when the application has none of that name. */
  public @Nullable ClassHeader find(String name) {
    return classes.get(name);
  }

  /** All that extend or implement a type, directly or not; the type need not be one of these. */
  public List<ClassHeader> subtypes(String name) {
    Map<String, ClassHeader> found = new LinkedHashMap<>();
    Deque<String> open = new ArrayDeque<>();
    open.add(name);
    while (!open.isEmpty()) {
      for (ClassHeader type :
          direct.getOrDefault(open.remove(), Collections.<ClassHeader>emptyList())) {
        if (found.put(type.name(), type) == null) {
          open.add(type.name());
        }
      }
    }
    return new ArrayList<>(found.values());
  }

  /**
   * The methods of some classes, by class; a class of the JDK may be asked for, too. A class that
   * is nowhere is left out.
   *
   * @throws IOException when the file cannot be read any more
   */
  public Map<String, ClassMethods> methods(Collection<String> names) throws IOException {
    Map<String, ClassMethods> methods = new HashMap<>();
    Set<String> own = new HashSet<>();
    Set<String> places = new HashSet<>();
    for (String name : names) {
      ClassHeader type = classes.get(name);
      if (type != null) {
        own.add(name);
        places.add(type.place());
      } else {
        addOfJdk(name, methods);
      }
    }
    if (!own.isEmpty()) {
      walk(
          places,
          (place, classFile) -> {
            try {
              String name = ClassHeader.dotted(new ClassReader(classFile).getClassName());
              if (own.contains(name) && isFrom(name, place)) {
                methods.putIfAbsent(name, ClassMethods.of(classFile));
              }
            } catch (RuntimeException e) {
              // Left out of the index as well.
            }
          });
    }
    return methods;
  }

  private boolean isFrom(String name, String place) {
    ClassHeader type = classes.get(name);
    return type != null && type.place().equals(place);
  }

  private static void addOfJdk(String name, Map<String, ClassMethods> methods) throws IOException {
    try (InputStream in =
        ClassLoader.getSystemResourceAsStream(name.replace('.', '/').concat(".class"))) {
      if (in != null) {
        methods.put(name, ClassMethods.of(bytes(in)));
      }
    }
  }

  // ---- reading ----

  /** Gives out the class files of some places; of all when that is null. */
  private void walk(@Nullable Set<String> places, Sink sink) throws IOException {
    if (file.isDirectory()) {
      folder(file, sink);
    } else if (file.isFile()) {
      jar(places, sink);
    } else {
      throw new FileNotFoundException("there is no such file");
    }
  }

  private static void folder(File folder, Sink sink) throws IOException {
    File[] files = folder.listFiles();
    if (files == null) {
      throw new IOException("cannot list " + folder);
    }
    Arrays.sort(files);
    for (File inside : files) {
      if (inside.isDirectory()) {
        folder(inside, sink);
      } else if (isClass(inside.getName())) {
        try (InputStream in = new FileInputStream(inside)) {
          sink.take("", bytes(in));
        }
      }
    }
  }

  private void jar(@Nullable Set<String> places, Sink sink) throws IOException {
    try (ZipFile zip = new ZipFile(file)) {
      List<ZipEntry> libraries = new ArrayList<>();
      for (Enumeration<? extends ZipEntry> e = zip.entries(); e.hasMoreElements(); ) {
        ZipEntry entry = e.nextElement();
        String name = entry.getName();
        if (isClass(name)) {
          String place = place(name);
          if (places == null || places.contains(place)) {
            try (InputStream in = zip.getInputStream(entry)) {
              sink.take(place, bytes(in));
            }
          }
        } else if (name.endsWith(".jar") && (places == null || places.contains(name))) {
          libraries.add(entry);
        }
      }
      for (ZipEntry library : libraries) {
        try (ZipInputStream in = new ZipInputStream(zip.getInputStream(library))) {
          for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
            if (isClass(e.getName())) {
              sink.take(library.getName(), bytes(in));
            }
          }
        }
      }
    }
  }

  private static String place(String entry) {
    for (String folder : CLASSES) {
      if (entry.startsWith(folder)) {
        return folder;
      }
    }
    return "";
  }

  /** Not those for newer versions of Java, which are there once more. */
  private static boolean isClass(String name) {
    return name.endsWith(".class")
        && !name.startsWith("META-INF/")
        && !name.endsWith("module-info.class")
        && !name.endsWith("package-info.class");
  }

  private static byte[] bytes(InputStream in) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(8192);
    byte[] buffer = new byte[8192];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      out.write(buffer, 0, count);
    }
    return out.toByteArray();
  }
}
