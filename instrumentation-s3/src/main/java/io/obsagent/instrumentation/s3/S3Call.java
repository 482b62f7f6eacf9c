/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.s3;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Outcome;
import io.obsagent.core.vocabulary.S3Object;
import io.opentelemetry.api.trace.SpanKind;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of S3, by its name in the API, and how an operation of it starts and ends. Free
 * of the SDKs' types. Immutable.
 */
final class S3Call {
  private static final int MOST = 512;
  private static final String REQUEST = "Request";
  private static final String DOWNLOAD = "download";
  private static final Map<String, String> OPERATIONS = operations();
  private static final ConcurrentHashMap<String, S3Call> KNOWN = new ConcurrentHashMap<>();

  private final String method;
  private final String operation;
  private final String spanName;
  private final String presignOperation;
  private final String presignSpanName;

  private S3Call(String method) {
    this.method = method;
    String named = OPERATIONS.get(method);
    operation = named == null ? words(method) : named;
    spanName = "S3 " + operation;
    presignOperation = "presign_" + presigned(operation);
    presignSpanName = "S3 " + presignOperation;
  }

  private static Map<String, String> operations() {
    Map<String, String> names = new HashMap<>();
    names.put("PutObject", "upload");
    names.put("GetObject", DOWNLOAD);
    names.put("DeleteObject", "delete");
    names.put("DeleteObjects", "delete_many");
    names.put("ListObjects", "list");
    names.put("ListObjectsV2", "list");
    names.put("ListObjectVersions", "list_versions");
    names.put("HeadObject", "head");
    names.put("GetObjectMetadata", "head");
    names.put("ListVersions", "list_versions");
    names.put("CopyObject", "copy");
    names.put("CopyPart", "copy_part");
    names.put("CreateMultipartUpload", "create_multipart");
    names.put("InitiateMultipartUpload", "create_multipart");
    names.put("UploadPartCopy", "copy_part");
    names.put("CompleteMultipartUpload", "complete_multipart");
    names.put("AbortMultipartUpload", "abort_multipart");
    names.put("ListMultipartUploads", "list_multiparts");
    return names;
  }

  private static String presigned(String operation) {
    switch (operation) {
      case "upload":
        return "put";
      case DOWNLOAD:
        return "get";
      default:
        return operation;
    }
  }

  /** {@code GetObjectTagging} as {@code get_object_tagging}. */
  private static String words(String method) {
    StringBuilder words = new StringBuilder(method.length() + 4);
    for (int i = 0; i < method.length(); i++) {
      char c = method.charAt(i);
      if (Character.isUpperCase(c)) {
        if (i > 0 && !Character.isUpperCase(method.charAt(i - 1))) {
          words.append('_');
        }
        c = Character.toLowerCase(c);
      }
      words.append(c);
    }
    return words.toString();
  }

  /**
   * The call that a request is for.
   *
   * @param models the package of the SDK's S3 requests, with its last dot
   * @param type the name of the request's class
   * @return null when it is a request to another service
   */
  static @Nullable S3Call ofRequest(String models, String type) {
    if (!type.startsWith(models) || !type.endsWith(REQUEST)) {
      return null;
    }
    S3Call call = KNOWN.get(type);
    if (call == null) {
      call = new S3Call(type.substring(models.length(), type.length() - REQUEST.length()));
      if (KNOWN.size() < MOST) {
        KNOWN.put(type, call);
      }
    }
    return call;
  }

  /** Whether it is a step of an upload in parts. */
  boolean concernsParts() {
    return movesPart() || operation.endsWith("_multipart");
  }

  /** Whether it moves a part of an object. */
  boolean movesPart() {
    return operation.equals("upload_part") || operation.equals("copy_part");
  }

  /** Adds one to the parts of the operation on S3 that is current. */
  static void countPart() {
    Operation around = Operation.current(S3Object.TYPE);
    if (around != null) {
      countPart(around);
    }
  }

  /** Adds one to the parts of an operation. */
  static void countPart(Operation operation) {
    synchronized (operation) {
      Object parts = operation.get(S3Object.PARTS);
      operation.set(S3Object.PARTS, parts instanceof Long ? (Long) parts + 1 : 1L);
    }
  }

  /** Starts the operation; null inside another one. */
  @Nullable Operation start(@Nullable String bucket, @Nullable String key) {
    Operation started = start(operation, spanName, bucket, key);
    return started == null
        ? null
        : started.set(S3Object.RPC_METHOD, method).set(S3Object.RPC_SYSTEM, "aws-api");
  }

  /** Starts the making of a presigned URL for it, which involves no network. */
  @Nullable Operation startPresign(@Nullable String bucket, @Nullable String key) {
    Operation started = start(presignOperation, presignSpanName, bucket, key);
    return started == null ? null : started.kind(SpanKind.INTERNAL);
  }

  private static @Nullable Operation start(
      String operation, String spanName, @Nullable String bucket, @Nullable String key) {
    Operation started = Operation.start(S3Object.TYPE);
    return started == null
        ? null
        : started
            .name(spanName)
            .set(S3Object.OPERATION, operation)
            .set(S3Object.BUCKET, bucket)
            .set(S3Object.KEY, key);
  }

  /** Whether an operation downloads an object. */
  static boolean isDownload(Operation operation) {
    return operation.get(S3Object.OPERATION) == DOWNLOAD;
  }

  /**
   * Ends an operation.
   *
   * @param error why it failed, perhaps as a future wraps it; null when it did not
   */
  static void end(Operation operation, @Nullable Throwable error) {
    Throwable cause = cause(error);
    if (cause instanceof CancellationException) {
      operation.outcome(Outcome.CANCELED);
    } else {
      operation.fail(cause);
    }
    boolean success = operation.outcome() == Outcome.OK;
    operation.set(S3Object.STATUS, success ? "success" : "error").end();
  }

  /** What a future's exception stands for. */
  static @Nullable Throwable cause(@Nullable Throwable error) {
    if (error instanceof CompletionException && error.getCause() != null) {
      return error.getCause();
    }
    return error;
  }
}
