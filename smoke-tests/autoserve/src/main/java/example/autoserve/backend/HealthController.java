/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.autoserve.backend;

import java.util.Map;
import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells that the process answers. */
@RestController
@Profile("backend")
class HealthController {
  @GetMapping("/health")
  Map<String, String> health() {
    return Map.of("status", "healthy");
  }
}
