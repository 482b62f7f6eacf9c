/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.Operations;
import io.obsagent.core.operation.Outcome;
import io.obsagent.core.vocabulary.S3Object;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class S3CallTest {
  private static final String MODELS = "example.model.";

  @AfterEach
  void forget() {
    Operations.reset();
  }

  @Test
  void commonCallsHaveShortNames() {
    assertThat(operation("PutObject")).isEqualTo("upload");
    assertThat(operation("GetObject")).isEqualTo("download");
    assertThat(operation("DeleteObject")).isEqualTo("delete");
    assertThat(operation("DeleteObjects")).isEqualTo("delete_many");
    assertThat(operation("ListObjectsV2")).isEqualTo("list");
    assertThat(operation("HeadObject")).isEqualTo("head");
    assertThat(operation("CopyObject")).isEqualTo("copy");
    assertThat(operation("CreateMultipartUpload")).isEqualTo("create_multipart");
    assertThat(operation("UploadPart")).isEqualTo("upload_part");
  }

  @Test
  void otherCallsAreNamedByTheirWords() {
    assertThat(operation("GetObjectTagging")).isEqualTo("get_object_tagging");
    assertThat(operation("GetObjectACL")).isEqualTo("get_object_acl");
  }

  @Test
  void presigningIsNamedByTheMethodOfTheUrl() {
    assertThat(presign("PutObject")).isEqualTo("presign_put");
    assertThat(presign("GetObject")).isEqualTo("presign_get");
    assertThat(presign("DeleteObject")).isEqualTo("presign_delete");
    assertThat(presign("UploadPart")).isEqualTo("presign_upload_part");
  }

  @Test
  void requestsToOtherServicesAreNoCalls() {
    assertThat(S3Call.ofRequest(MODELS, "other.model.PutItemRequest")).isNull();
    assertThat(S3Call.ofRequest(MODELS, MODELS + "Bucket")).isNull();
  }

  @Test
  void aCallInsideAnotherIsNoOperationOfItsOwn() {
    Operation outer = call("HeadObject").start("bucket", "key");
    assertThat(call("GetObject").start("bucket", "key")).isNull();
    S3Call.end(outer, null);
    assertThat(outer.get(S3Object.STATUS)).isEqualTo("success");
  }

  @Test
  void anErrorIsTakenOutOfTheFutureThatWrapsIt() {
    IllegalStateException error = new IllegalStateException();
    Operation operation = call("GetObject").start("bucket", "key");
    S3Call.end(operation, new CompletionException(error));
    assertThat(operation.error()).isSameAs(error);
    assertThat(operation.get(S3Object.STATUS)).isEqualTo("error");
  }

  @Test
  void cancellationIsNoFailureButNoSuccessEither() {
    Operation operation = call("GetObject").start("bucket", "key");
    S3Call.end(operation, new CancellationException());
    assertThat(operation.outcome()).isEqualTo(Outcome.CANCELED);
    assertThat(operation.get(S3Object.STATUS)).isEqualTo("error");
  }

  private static S3Call call(String method) {
    return S3Call.ofRequest(MODELS, MODELS + method + "Request");
  }

  private static Object operation(String method) {
    Operation operation = call(method).start("bucket", "key");
    S3Call.end(operation, null);
    return operation.get(S3Object.OPERATION);
  }

  private static Object presign(String method) {
    Operation operation = call(method).startPresign("bucket", "key");
    S3Call.end(operation, null);
    return operation.get(S3Object.OPERATION);
  }
}
