/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.central;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The compiler of this JDK, in this JVM. */
public final class Javac {
  private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

  private Javac() {}

  /**
   * Compiles sources.
   *
   * @param classes the folder, which must be there, that gets the classes
   * @param moreOptions as on a command line
   * @throws AssertionError which says why that cannot be done
   */
  public static void compile(
      List<Path> sources, List<Path> classPath, Path classes, List<String> moreOptions)
      throws IOException {
    String path = classPath.stream().map(Path::toString).collect(Collectors.joining(":"));
    List<String> options =
        new ArrayList<>(List.of("-proc:none", "-nowarn", "-parameters", "-cp", path));
    options.addAll(List.of("-d", classes.toString()));
    options.addAll(moreOptions);
    StringWriter problems = new StringWriter();
    try (StandardJavaFileManager files = COMPILER.getStandardFileManager(null, Locale.ROOT, null)) {
      var units = files.getJavaFileObjectsFromPaths(sources);
      if (!COMPILER.getTask(problems, files, null, options, null, units).call()) {
        throw new AssertionError(sources + " do not compile:\n" + problems);
      }
    }
  }
}
