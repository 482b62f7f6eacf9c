/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.s3;

import io.obsagent.bootstrap.State;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Outcome;
import io.obsagent.core.vocabulary.S3Object;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.client.handler.ClientExecutionParams;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.sync.RequestBody;

/** What requests and responses of AWS SDK 2 tell of an operation. */
final class Sdk2 {
  /** The response that a {@code ResponsePublisher} was made for. */
  static final State<SdkResponse> RESPONSES = new State<>();

  private static final String MODELS = "software.amazon.awssdk.services.s3.model.";

  private Sdk2() {}

  /** What a request asks of S3; null when it is one to another service. */
  static @Nullable S3Call call(SdkRequest request) {
    return S3Call.ofRequest(MODELS, request.getClass().getName());
  }

  /** Starts the operation of a request; null when it is not one to S3, or part of another. */
  static @Nullable Operation start(SdkRequest request) {
    S3Call call = call(request);
    return call == null || call.concernsParts() && Multipart.isPart(call, request)
        ? null
        : call.start(bucket(request), key(request));
  }

  /** Starts the presigning of a request; null when it is part of another operation. */
  static @Nullable Operation startPresign(SdkRequest request) {
    S3Call call = call(request);
    return call == null ? null : call.startPresign(bucket(request), key(request));
  }

  private static @Nullable String bucket(SdkRequest request) {
    String bucket = text(request, "Bucket");
    return bucket == null ? text(request, "DestinationBucket") : bucket;
  }

  private static @Nullable String key(SdkRequest request) {
    String key = text(request, "Key");
    return key == null ? text(request, "DestinationKey") : key;
  }

  private static @Nullable String text(SdkRequest request, String field) {
    return request.getValueForField(field, String.class).orElse(null);
  }

  /**
   * Ends an operation, or leaves that to the download that its result still is.
   *
   * @param result what the caller gets; null when there is an error
   * @param error why it failed; null when it did not
   */
  static void end(
      Operation operation,
      @Nullable ClientExecutionParams<?, ?> call,
      @Nullable Object result,
      @Nullable Throwable error) {
    if (error != null) {
      fail(operation, error);
      return;
    }
    Object response = result;
    Object unread = null;
    if (result instanceof ResponseInputStream) {
      response = ((ResponseInputStream<?>) result).response();
      unread = result;
    } else if (result instanceof ResponseBytes) {
      response = ((ResponseBytes<?>) result).response();
    } else if (result != null && !(result instanceof SdkResponse)) {
      response = RESPONSES.get(result);
      unread = response == null ? null : result;
    }
    if (response instanceof SdkResponse) {
      answered(operation, (SdkResponse) response);
    }
    if (unread != null) {
      Download.begin(unread, operation);
    } else {
      Long uploaded = call == null ? null : contentLength(call);
      if (uploaded != null) {
        operation.set(S3Object.BYTES, uploaded);
      }
      S3Call.end(operation, null);
    }
  }

  private static void fail(Operation operation, Throwable error) {
    Throwable cause = S3Call.cause(error);
    if (cause instanceof SdkServiceException && ((SdkServiceException) cause).statusCode() > 0) {
      operation.set(S3Object.HTTP_STATUS, ((SdkServiceException) cause).statusCode());
    } else if (cause instanceof ApiCallTimeoutException
        || cause instanceof ApiCallAttemptTimeoutException) {
      operation.outcome(Outcome.TIMEOUT);
    }
    S3Call.end(operation, cause);
  }

  /** Notes what a response says: its status and the length of the object in it. */
  static void answered(Operation operation, SdkResponse response) {
    if (response.sdkHttpResponse() != null) {
      operation.set(S3Object.HTTP_STATUS, response.sdkHttpResponse().statusCode());
    }
    if (S3Call.isDownload(operation)) {
      operation.set(
          S3Object.BYTES, response.getValueForField("ContentLength", Long.class).orElse(null));
    }
  }

  private static @Nullable Long contentLength(ClientExecutionParams<?, ?> call) {
    AsyncRequestBody asyncBody = call.getAsyncRequestBody();
    if (asyncBody != null) {
      return asyncBody.contentLength().orElse(null);
    }
    RequestBody body = call.getRequestBody();
    try {
      return body == null ? null : Long.valueOf(body.contentLength());
    } catch (RuntimeException unknown) {
      return null;
    }
  }
}
