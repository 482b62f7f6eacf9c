/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a user's rules are: files, and directories whose files end in .yaml or .yml. For one thread
 * at a time.
 */
public final class RulePlaces {
  /** A file that changed less than so many milliseconds ago may change again unnoticed. */
  private static final long UNSETTLED_MILLIS = 2000;

  private final List<String> places;

  /** What was read ahead. */
  private @Nullable List<RuleFile> ahead;

  private String stateRead = "";

  /** Takes files and directories, later ones over earlier ones. */
  public RulePlaces(List<String> places) {
    this.places = places;
  }

  /**
   * Whether rules here may name methods of the application, going by the words alone. Reads the
   * files, which {@link LiveRules#load} then does not do once more.
   */
  public boolean mayNameMethods() {
    List<RuleFile> files = read();
    ahead = files;
    for (RuleFile file : files) {
      if (file.mayNameMethods()) {
        return true;
      }
    }
    return false;
  }

  /** What the files say; what was read ahead counts once. */
  List<RuleFile> read() {
    List<RuleFile> known = ahead;
    if (known != null) {
      ahead = null;
      return known;
    }
    List<File> files = files();
    stateRead = state(files);
    return files.isEmpty() ? Collections.<RuleFile>emptyList() : RuleFile.all(files);
  }

  /** The {@link #state} of the files just before they were read. */
  String stateRead() {
    return stateRead;
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
