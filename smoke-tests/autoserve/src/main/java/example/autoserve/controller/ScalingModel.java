/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.autoserve.controller;

import java.util.ArrayDeque;
import java.util.Deque;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Tells the load to come from the load there was, by a straight line. */
@Component
@Profile("ml-controller")
class ScalingModel {
  private static final int MOST = 500;

  private final Deque<Double> seen = new ArrayDeque<>();
  private double slope = 1;
  private double offset;

  /** Adds what the load was. */
  synchronized void observe(double load) {
    seen.addLast(load);
    if (seen.size() > MOST) {
      seen.removeFirst();
    }
  }

  /** The load to come after this one. */
  synchronized double predict(double load) {
    return line(load);
  }

  private double line(double load) {
    return Math.max(0, offset + slope * load);
  }

  /** Fits the line to what was seen. */
  synchronized void train() {
    double[] loads = seen.stream().mapToDouble(Double::doubleValue).toArray();
    int pairs = loads.length - 1;
    if (pairs < 2) {
      return;
    }
    double meanX = 0;
    double meanY = 0;
    for (int i = 0; i < pairs; i++) {
      meanX += loads[i] / pairs;
      meanY += loads[i + 1] / pairs;
    }
    double xx = 0;
    double xy = 0;
    for (int i = 0; i < pairs; i++) {
      xx += (loads[i] - meanX) * (loads[i] - meanX);
      xy += (loads[i] - meanX) * (loads[i + 1] - meanY);
    }
    slope = xx == 0 ? 1 : xy / xx;
    offset = meanY - slope * meanX;
  }

  /** How well it would have told what was seen: 1 is perfect, 0 is worthless. */
  synchronized double evaluate() {
    double off = 0;
    double all = 0;
    Double before = null;
    for (double load : seen) {
      if (before != null) {
        off += Math.abs(line(before) - load);
        all += load;
      }
      before = load;
    }
    return all == 0 ? 1 : Math.max(0, 1 - off / all);
  }
}
