/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.vocabulary;

import io.obsagent.core.operation.Field;
import io.obsagent.core.operation.OperationType;
import io.opentelemetry.api.trace.SpanKind;

/** An operation on an object in S3 or a service like it. */
public final class S3Object {
  public static final OperationType TYPE = new OperationType("s3.object", SpanKind.CLIENT);

  /** upload, download, delete, list, head, copy, presign_get, presign_put and so on. */
  public static final Field OPERATION = TYPE.string("operation", "aws.s3.operation");

  /** The bucket. */
  public static final Field BUCKET = TYPE.string("bucket", "aws.s3.bucket");

  /** The object's key; for rules only. */
  public static final Field KEY = TYPE.field("key");

  /** {@code success} or {@code error}. */
  public static final Field STATUS = TYPE.field("status");

  /** Bytes of content moved; null when not known. */
  public static final Field BYTES = TYPE.integer("bytes", "aws.s3.bytes");

  /** Parts of a multipart transfer; null for a single one. */
  public static final Field PARTS = TYPE.integer("parts", "aws.s3.parts");

  /** The SDK's name of the operation: {@code PutObject}. */
  public static final Field RPC_METHOD = TYPE.string("rpc.method", "rpc.method");

  /** Always {@code aws-api}. */
  public static final Field RPC_SYSTEM = TYPE.string("rpc.system", "rpc.system");

  /** The status code of the last response. */
  public static final Field HTTP_STATUS =
      TYPE.integer("response.status", "http.response.status_code", "http.status_code");

  static {
    TYPE.selectedBy(OPERATION, BUCKET, KEY).hides("http.client");
  }

  private S3Object() {}
}
