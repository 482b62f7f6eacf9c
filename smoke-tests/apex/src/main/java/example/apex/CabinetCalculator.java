/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.apex;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The engineering: areas, weights and loads of signs. */
public class CabinetCalculator {
  private static final double SQUARE_INCHES_PER_SQUARE_FOOT = 144;
  private static final double POUNDS_PER_SQUARE_FOOT = 9.5;
  private static final int STEPS = 20_000;

  /** The area and the estimated weight of all cabinets together. */
  public Map<String, Object> derive(List<Cabinet> cabinets) {
    double area = 0;
    double depth = 0;
    for (Cabinet cabinet : cabinets) {
      if (cabinet.width() <= 0 || cabinet.height() <= 0) {
        throw new IllegalArgumentException("a cabinet has no size");
      }
      area += cabinet.width() * cabinet.height() / SQUARE_INCHES_PER_SQUARE_FOOT;
      depth = Math.max(depth, cabinet.depth());
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("A_ft2", area);
    result.put("weight_estimate_lb", area * POUNDS_PER_SQUARE_FOOT * (1 + depth / 100));
    return result;
  }

  /** The load at a wind speed in miles an hour, integrated over the height of the sign. */
  public Design calculate(List<Cabinet> cabinets, double windSpeed) {
    Map<String, Object> derived = derive(cabinets);
    double area = (double) derived.get("A_ft2");
    double pressure = 0;
    for (int i = 1; i <= STEPS; i++) {
      double height = 15 + 30.0 * i / STEPS;
      pressure += 0.00256 * Math.pow(height / 33, 0.28) * windSpeed * windSpeed / STEPS;
    }
    return new Design(area, (double) derived.get("weight_estimate_lb"), pressure * area);
  }
}
