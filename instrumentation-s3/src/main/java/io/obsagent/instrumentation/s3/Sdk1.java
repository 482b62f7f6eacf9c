/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.s3;

import com.amazonaws.AmazonServiceException;
import com.amazonaws.AmazonWebServiceRequest;
import com.amazonaws.HttpMethod;
import com.amazonaws.Request;
import com.amazonaws.services.s3.model.CopyObjectRequest;
import com.amazonaws.services.s3.model.GeneratePresignedUrlRequest;
import com.amazonaws.services.s3.model.GetObjectRequest;
import com.amazonaws.services.s3.model.PutObjectRequest;
import com.amazonaws.services.s3.model.S3Object;
import com.amazonaws.services.s3.transfer.Transfer;
import com.amazonaws.services.s3.transfer.Transfer.TransferState;
import io.obsagent.bootstrap.State;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Outcome;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/** What requests, results and transfers of AWS SDK 1 tell of an operation. */
final class Sdk1 {
  private static final String MODELS = "com.amazonaws.services.s3.model.";
  private static final State<Operation> TRANSFERS = new State<>();
  private static final State<Context> CONTEXTS = new State<>();

  private Sdk1() {}

  /** Starts the operation of a request about to be sent; null when it is part of another. */
  static @Nullable Operation start(
      Request<?> request, @Nullable String bucket, @Nullable String key) {
    S3Call call = call(request.getOriginalRequest());
    if (call == null) {
      return null;
    }
    if (call.movesPart()) {
      S3Call.countPart();
    }
    return call.start(bucket, key);
  }

  /** Starts the operation of a request whose sending is only a part of it. */
  static @Nullable Operation start(AmazonWebServiceRequest request) {
    S3Call call = call(request);
    if (call == null) {
      return null;
    }
    if (request instanceof GetObjectRequest) {
      GetObjectRequest get = (GetObjectRequest) request;
      return call.start(get.getBucketName(), get.getKey());
    }
    if (request instanceof PutObjectRequest) {
      PutObjectRequest put = (PutObjectRequest) request;
      return call.start(put.getBucketName(), put.getKey());
    }
    if (request instanceof CopyObjectRequest) {
      CopyObjectRequest copy = (CopyObjectRequest) request;
      return call.start(copy.getDestinationBucketName(), copy.getDestinationKey());
    }
    return null;
  }

  private static @Nullable S3Call call(@Nullable AmazonWebServiceRequest request) {
    return request == null ? null : S3Call.ofRequest(MODELS, request.getClass().getName());
  }

  /** Starts the making of a presigned URL. */
  static @Nullable Operation startPresign(GeneratePresignedUrlRequest request) {
    HttpMethod method = request.getMethod();
    String name =
        method == HttpMethod.PUT
            ? "Put"
            : method == HttpMethod.HEAD ? "Head" : method == HttpMethod.DELETE ? "Delete" : "Get";
    S3Call call = S3Call.ofRequest(MODELS, MODELS + name + "ObjectRequest");
    return call == null ? null : call.startPresign(request.getBucketName(), request.getKey());
  }

  /**
   * Ends the operation of a request that was sent.
   *
   * @param error why it failed; null when it did not
   */
  static void end(Operation operation, Request<?> request, @Nullable Throwable error) {
    Object length = request.getHeaders().get("Content-Length");
    if (length != null && request.getOriginalRequest() instanceof PutObjectRequest) {
      setBytes(operation, length.toString());
    }
    end(operation, error);
  }

  private static void setBytes(Operation operation, String length) {
    try {
      operation.set(io.obsagent.core.vocabulary.S3Object.BYTES, Long.parseLong(length));
    } catch (NumberFormatException unknown) {
      operation.set(io.obsagent.core.vocabulary.S3Object.BYTES, (Object) null);
    }
  }

  /** Ends an operation. */
  static void end(Operation operation, @Nullable Throwable error) {
    if (error != null) {
      failed(operation, error);
    }
    S3Call.end(operation, error);
  }

  /** Ends a download, or leaves that to the stream of its result. */
  static void end(Operation operation, @Nullable S3Object result, @Nullable Throwable error) {
    Object content = result == null || error != null ? null : result.getObjectContent();
    if (content == null) {
      end(operation, error);
    } else {
      Download.begin(content, operation);
    }
  }

  /** What was sent as a part of the current operation, such as a transfer, has failed. */
  static void partFailed(Throwable error) {
    Operation around = Operation.current(io.obsagent.core.vocabulary.S3Object.TYPE);
    if (around != null) {
      failed(around, error);
    }
  }

  private static void failed(Operation operation, Throwable error) {
    if (error instanceof AmazonServiceException
        && ((AmazonServiceException) error).getStatusCode() > 0) {
      operation.set(
          io.obsagent.core.vocabulary.S3Object.HTTP_STATUS,
          ((AmazonServiceException) error).getStatusCode());
    } else if (isTimeout(error)) {
      operation.outcome(Outcome.TIMEOUT);
    }
  }

  private static boolean isTimeout(Throwable error) {
    Throwable cause = error.getCause();
    return error.getClass().getName().endsWith("TimeoutException")
        || cause != null && cause.getClass().getName().endsWith("TimeoutException");
  }

  /** A transfer has begun, whose end its state tells. */
  static void began(Operation operation, @Nullable Transfer transfer, @Nullable Throwable error) {
    if (transfer == null) {
      end(operation, error);
      return;
    }
    TRANSFERS.set(transfer, operation);
    if (transfer.isDone()) {
      changed(transfer, transfer.getState());
    }
  }

  /** A transfer has got another state, perhaps its last. */
  static void changed(Transfer transfer, TransferState state) {
    if (state != TransferState.Completed
        && state != TransferState.Failed
        && state != TransferState.Canceled) {
      return;
    }
    Operation operation = TRANSFERS.remove(transfer);
    if (operation == null) {
      return;
    }
    operation.set(
        io.obsagent.core.vocabulary.S3Object.BYTES, transfer.getProgress().getBytesTransferred());
    if (state == TransferState.Canceled) {
      operation.outcome(Outcome.CANCELED);
    } else if (state == TransferState.Failed && operation.outcome() == Outcome.OK) {
      operation.fail("transfer");
    }
    S3Call.end(operation, null);
  }

  /** A part of a transfer was made, to be run by another thread. */
  static void made(Object part) {
    CONTEXTS.set(part, Context.current());
  }

  /** Enters the context in which a part of a transfer was made. */
  static @Nullable Scope enter(Object part) {
    Context context = CONTEXTS.get(part);
    return context == null ? null : context.makeCurrent();
  }
}
