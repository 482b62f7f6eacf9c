/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.s3;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.S3Object;
import io.opentelemetry.context.Context;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/**
 * Objects that a client of AWS SDK 2 moves in parts, which it asks for on whatever thread has the
 * content: they are known by the upload's id.
 */
final class Multipart {
  private static final int MOST = 10_000;
  private static final String ID = "UploadId";
  private static final ConcurrentHashMap<String, Operation> UPLOADS = new ConcurrentHashMap<>();

  private Multipart() {}

  /** Starts the operation of a request that may be sent in parts; null when it is part of one. */
  static @Nullable Operation start(SdkRequest request, @Nullable Object body) {
    Operation operation = Sdk2.start(request);
    if (operation != null && body instanceof AsyncRequestBody) {
      operation.set(S3Object.BYTES, ((AsyncRequestBody) body).contentLength().orElse(null));
    }
    return operation;
  }

  /** A call that was part of the operation in whose context it was made has been answered. */
  static void answered(Context caller, SdkResponse response) {
    Operation around = Operation.of(caller);
    if (around == null || around.type() != S3Object.TYPE) {
      return;
    }
    String id = response.getValueForField(ID, String.class).orElse(null);
    if (id != null && UPLOADS.size() < MOST) {
      UPLOADS.put(id, around);
    }
  }

  /** Whether a request is part of an operation that has begun; if it moves a part, that counts. */
  static boolean isPart(S3Call call, SdkRequest request) {
    Operation operation = of(request);
    if (operation == null) {
      Operation current = Operation.current(S3Object.TYPE);
      if (current != null && call.movesPart()) {
        S3Call.countPart(current);
      }
      return false;
    }
    if (call.movesPart()) {
      S3Call.countPart(operation);
    }
    return true;
  }

  private static @Nullable Operation of(SdkRequest request) {
    String id = UPLOADS.isEmpty() ? null : request.getValueForField(ID, String.class).orElse(null);
    return id == null ? null : UPLOADS.get(id);
  }

  /** An operation has ended, and with it the upload that it was, if it was one in parts. */
  static void ended(Operation operation) {
    for (Iterator<Operation> each = UPLOADS.values().iterator(); each.hasNext(); ) {
      if (each.next() == operation) {
        each.remove();
      }
    }
  }
}
