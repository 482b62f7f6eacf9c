/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package acme.shop;

import java.util.List;
import java.util.Map;

/** An argument with something of everything that a path reads. */
public class Request extends Base {
  /** What a record holds. */
  public record Style(String name, int level) {}

  private final String roomType;
  private final Style style;
  private final String planCode;
  final Map<String, Object> options;
  final List<String> tags;
  final int[] sizes = {7, 8};

  /** Makes a request. */
  public Request(String roomType, String style) {
    super("eu");
    this.roomType = roomType;
    this.style = new Style(style, 3);
    this.options = Map.of("color", "red");
    this.planCode = "gold";
    this.tags = List.of("first", "second");
  }

  /** A plain getter. */
  public String getPlan() {
    return planCode;
  }

  /** A getter that does more. */
  public String getComputed() {
    throw new IllegalStateException("called");
  }

  @Override
  public String toString() {
    return roomType;
  }
}
