/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.realstaging.api;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells a load balancer that the application is there. */
@RestController
class PingController {

  @GetMapping("/ping")
  String ping() {
    return "pong";
  }
}
