/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where a user's rules are: files, and directories whose files end in .yaml or .yml. */
final class RulePlaces {
  /** A file that changed less than so many milliseconds ago may change again unnoticed. */
  private static final long UNSETTLED_MILLIS = 2000;

  private final List<String> places;

  RulePlaces(List<String> places) {
    this.places = places;
  }

  boolean isEmpty() {
    return places.isEmpty();
  }

  /** The files that there are now; those of a directory by name. */
  List<File> files() {
    List<File> files = new ArrayList<>();
    for (String place : places) {
      File file = new File(place);
      String[] names = file.isDirectory() ? file.list() : null;
      if (names == null) {
        files.add(file);
        continue;
      }
      Arrays.sort(names);
      for (String name : names) {
        if (!name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml"))) {
          files.add(new File(file, name));
        }
      }
    }
    return files;
  }

  /** What changes when a file does. */
  static String state(List<File> files) {
    StringBuilder state = new StringBuilder();
    long now = System.currentTimeMillis();
    for (File file : files) {
      long modified = file.lastModified();
      state.append(file).append(' ').append(modified).append(' ').append(file.length());
      state.append(now - modified < UNSETTLED_MILLIS ? " unsettled\n" : "\n");
    }
    return state.toString();
  }
}
