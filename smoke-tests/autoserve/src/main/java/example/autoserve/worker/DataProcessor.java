/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.autoserve.worker;

import java.util.Random;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Goes through records and sums them up. */
@Component
@Profile("worker")
class DataProcessor {
  /** Sums up so many records; there must be one at least. */
  Summary process(int records) {
    if (records < 1) {
      throw new IllegalArgumentException("no records");
    }
    Random values = new Random(records);
    double sum = 0;
    for (int i = 0; i < records * 1000; i++) {
      sum += Math.sqrt(values.nextDouble());
    }
    return new Summary(records, sum / (records * 1000.0));
  }
}
