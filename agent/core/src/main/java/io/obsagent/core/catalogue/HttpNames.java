/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import io.obsagent.core.http.HttpCapture;
import io.obsagent.core.http.HttpValue;
import io.obsagent.core.http.HttpWant;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What rules may read of exchanges over HTTP: their fields, headers by name and bodies by path.
 * Keeps what is read beside the fields, so that only that is looked at, and only of exchanges that
 * may be the source's.
 */
final class HttpNames extends OperationNames {
  private static final String[] ROOTS = {
    "request.header", "request.body", "response.header", "response.body"
  };
  private static final List<String> SECRETS =
      Arrays.asList("authorization", "proxy-authorization", "cookie", "set-cookie");

  private final Glob method;
  private final @Nullable Glob host;
  private final String path;
  private final List<HttpValue> read = new ArrayList<>();

  /**
   * Takes what the source selects by.
   *
   * @param host null for requests served
   * @param path a pattern of paths, or of routes
   */
  HttpNames(String owner, OperationType type, Glob method, @Nullable Glob host, String path) {
    super(owner, type);
    this.method = method;
    this.host = host;
    this.path = path;
  }

  /** What the source wants of exchanges; null when it reads nothing but fields. */
  @Nullable HttpWant want() {
    return read.isEmpty() ? null : new Want(read, method, host, Glob.of(paths(path), '/', false));
  }

  /** The paths that may have a route of the pattern. */
  private static String paths(String route) {
    StringBuilder paths = new StringBuilder();
    int depth = 0;
    for (int i = 0; i < route.length(); i++) {
      char c = route.charAt(i);
      if (c == '{') {
        depth++;
        if (depth == 1) {
          paths.append(isDeep(route, i) ? "**" : "*");
        }
      } else if (c == '}' && depth > 0) {
        depth--;
      } else if (depth == 0) {
        paths.append(c);
      }
    }
    boolean open = paths.length() > 1 && paths.charAt(paths.length() - 1) == '*';
    return open && paths.charAt(paths.length() - 2) == '/'
        ? paths.append('*').toString()
        : paths.toString();
  }

  /** Whether a variable may stand for several parts: one with a pattern, or with a star. */
  private static boolean isDeep(String route, int brace) {
    int end = route.indexOf('}', brace);
    String variable = end < 0 ? "" : route.substring(brace, end);
    return variable.indexOf(':') >= 0 || variable.indexOf('*') >= 0;
  }

  @Override
  @Nullable Expression<Operation> find(String name) {
    Expression<Operation> field = super.find(name);
    if (field != null) {
      return field;
    }
    for (String root : ROOTS) {
      boolean header = root.endsWith("header");
      if (name.startsWith(root.concat("."))) {
        return value(root.startsWith("response"), header, name.substring(root.length() + 1));
      }
      if (name.equals(root) && !header) {
        return value(root.startsWith("response"), false, "");
      }
    }
    return null;
  }

  private @Nullable Expression<Operation> value(boolean ofResponse, boolean header, String rest) {
    if (!header) {
      return new Captured(HttpValue.body(ofResponse, rest, false), read);
    }
    return SECRETS.contains(rest.toLowerCase(Locale.ROOT))
        ? null
        : new Captured(HttpValue.header(ofResponse, rest), read);
  }

  @Override
  List<String> all() {
    List<String> all = super.all();
    all.add("request.header.NAME");
    all.add("request.body.PATH");
    all.add("response.header.NAME");
    all.add("response.body.PATH");
    return all;
  }

  @Override
  String missing(String name) {
    int first = name.indexOf('.');
    int second = first < 0 ? -1 : name.indexOf('.', first + 1);
    String begin = second < 0 ? name : name.substring(0, second);
    String rest = second < 0 ? "" : name.substring(second);
    for (String root : ROOTS) {
      if (begin.equals(root)) {
        return rest.isEmpty()
            ? "'" + root + "' needs the name of a header, such as " + root + ".x-plan"
            : "'" + name + "' is a secret, which no rule may read";
      }
    }
    String near = Suggestion.plain(begin, Arrays.asList(ROOTS));
    return near.isEmpty()
        ? super.missing(name)
        : "'" + name + "' is not available here" + near.replace("?", rest + "?");
  }

  /** A value that is taken from an exchange's head or body. */
  private static final class Captured extends Expression<Operation> {
    private final HttpValue value;
    private final List<HttpValue> read;

    Captured(HttpValue value, List<HttpValue> read) {
      this.value = value;
      this.read = read;
      read.add(value);
    }

    @Override
    @Nullable Object value(Operation operation) {
      HttpCapture capture = HttpCapture.of(operation);
      return capture == null ? null : capture.get(value);
    }

    @Override
    Expression<Operation> length() {
      if (value.isHeader()) {
        return super.length();
      }
      read.remove(read.size() - 1);
      return new Captured(value.size(), read);
    }
  }

  private static final class Want extends HttpWant {
    private final Glob method;
    private final @Nullable Glob host;
    private final Glob path;

    Want(List<HttpValue> values, Glob method, @Nullable Glob host, Glob path) {
      super(values);
      this.method = method;
      this.host = host;
      this.path = path;
    }

    @Override
    protected boolean mayConcern(String method, @Nullable String host, String path) {
      return this.method.matches(method)
          && (this.host == null || host == null || this.host.matches(host))
          && this.path.matches(path);
    }
  }
}
