/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.containers;

import java.nio.file.Path;
import java.util.List;

/** In Tomcat. */
class TomcatRedeployTest extends RedeployTest {
  TomcatRedeployTest() {
    super("example.host.TomcatHost");
  }

  @Override
  List<Path> libraries() {
    return List.of(Folders.library("tomcat-embed-core"), Folders.library("tomcat-annotations-api"));
  }
}
