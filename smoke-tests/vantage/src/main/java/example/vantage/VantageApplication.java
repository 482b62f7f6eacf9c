/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.vantage;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The publishing platform: its API, a worker or the scheduler, as the active profile says. */
@SpringBootApplication
public class VantageApplication {
  /** Starts it. */
  public static void main(String[] args) {
    SpringApplication.run(VantageApplication.class, args);
  }
}
