/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.http;

import io.obsagent.core.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that rules read of one exchange beside its fields, headers first. Immutable. */
final class HttpShape {
  final HttpValue[] values;
  final @Nullable JsonTree request;
  final @Nullable JsonTree response;

  /** What is asked of a request's body, in the order of its tree. */
  final HttpValue[] form;

  /** How many bytes of a body are looked at. */
  final int mostBytes;

  /** Which place in its tree each value has; that of headers is not used. */
  final int[] places;

  HttpShape(List<HttpWant> wants) {
    List<HttpValue> all = new ArrayList<>();
    int most = 0;
    for (HttpWant want : wants) {
      most = Math.max(most, want.mostBytes());
      for (HttpValue value : want.values()) {
        if (!all.contains(value)) {
          all.add(value);
        }
      }
    }
    mostBytes = most;
    values = all.toArray(new HttpValue[0]);
    places = new int[values.length];
    List<HttpValue> fields = new ArrayList<>();
    request = tree(false, fields);
    form = fields.toArray(new HttpValue[0]);
    response = tree(true, new ArrayList<>());
  }

  private @Nullable JsonTree tree(boolean ofResponse, List<HttpValue> all) {
    List<String> paths = new ArrayList<>();
    List<Boolean> sizes = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      if (!values[i].isHeader && values[i].ofResponse == ofResponse) {
        places[i] = paths.size();
        paths.add(values[i].path);
        sizes.add(values[i].isSize);
        all.add(values[i]);
      }
    }
    return paths.isEmpty() ? null : new JsonTree(paths, sizes);
  }

  int find(HttpValue value) {
    for (int i = 0; i < values.length; i++) {
      if (values[i].equals(value)) {
        return i;
      }
    }
    return -1;
  }
}
