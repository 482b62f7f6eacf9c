/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.s3;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.S3Object;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;

/**
 * Looks at the response that a transformer of the application's own gets, as its result tells
 * nothing.
 */
final class AnswerNoting<R, T> implements ResponseTransformer<R, T> {
  private static final String SDK = "software.amazon.awssdk.";

  private final ResponseTransformer<R, T> transformer;

  private AnswerNoting(ResponseTransformer<R, T> transformer) {
    this.transformer = transformer;
  }

  /** The transformer to use for the application's; the same for one of the SDK's. */
  static <R, T> ResponseTransformer<R, T> around(ResponseTransformer<R, T> transformer) {
    return transformer.getClass().getName().startsWith(SDK)
        ? transformer
        : new AnswerNoting<>(transformer);
  }

  @Override
  public T transform(R response, AbortableInputStream content) throws Exception {
    Operation operation = Operation.current(S3Object.TYPE);
    if (operation != null && response instanceof SdkResponse) {
      Sdk2.answered(operation, (SdkResponse) response);
    }
    return transformer.transform(response, content);
  }

  @Override
  public boolean needsConnectionLeftOpen() {
    return transformer.needsConnectionLeftOpen();
  }
}
