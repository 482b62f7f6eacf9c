/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** An application that reads what it needs and nothing else. */
module example.modular {
  requires java.net.http;
  requires java.sql;
  requires jdk.httpserver;
}
