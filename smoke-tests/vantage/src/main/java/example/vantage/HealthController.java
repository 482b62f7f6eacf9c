/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.vantage;

import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether the API answers. */
@RestController
@Profile("api")
class HealthController {
  @GetMapping("/api/v1/health")
  String health() {
    return "ok";
  }
}
