/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.servers;

import java.util.ArrayList;
import java.util.List;

/**
 * An S3 server on a free loopback port, path-style, which checks signatures (presigned URLs
 * included). Thread-safe.
 */
public final class S3Server implements AutoCloseable {
  private final HostProcess host;
  private final boolean owned;

  S3Server(HostProcess host, boolean owned) {
    this.host = host;
    this.owned = owned;
  }

  /** Starts a server in a process of its own with these buckets, all empty. */
  public static S3Server start(String... buckets) {
    List<String> what = new ArrayList<>();
    what.add("s3");
    for (String bucket : buckets) {
      what.add("bucket:" + bucket);
    }
    return new S3Server(HostProcess.start(what), true);
  }

  /** The endpoint, as {@code http://host:port}. */
  public String endpoint() {
    return host.address("s3.endpoint");
  }

  /** The region to sign for. */
  public String region() {
    return "us-east-1";
  }

  /** The access key. */
  public String accessKey() {
    return "smoke-access-key";
  }

  /** The secret key. */
  public String secretKey() {
    return "smoke-secret-key";
  }

  /** Stops the server; its objects are gone. */
  @Override
  public void close() {
    if (owned) {
      host.close();
    }
  }
}
