/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.s3;

import com.amazonaws.AmazonWebServiceRequest;
import com.amazonaws.Request;
import com.amazonaws.services.s3.model.GeneratePresignedUrlRequest;
import com.amazonaws.services.s3.model.ObjectMetadata;
import com.amazonaws.services.s3.model.S3Object;
import com.amazonaws.services.s3.transfer.Transfer;
import com.amazonaws.services.s3.transfer.Transfer.TransferState;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Stateful;
import io.obsagent.core.weave.Types;
import io.opentelemetry.context.Scope;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * S3 through AWS SDK 1.11.106 and later: one operation per call of a client, its retries inside, up
 * to the end of a downloaded stream; one per transfer of a transfer manager, its parts inside; and
 * one per presigned URL.
 */
public final class AwsSdk1S3Instrumentation extends InstrumentationModule {
  private static final String S3 = "com.amazonaws.services.s3.";
  private static final String TRANSFER = S3 + "transfer.internal.";

  public AwsSdk1S3Instrumentation() {
    super("aws-sdk-1-s3", "aws-sdk");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(
        new Clients(), new Streams(), new Managers(), new Transfers(), new Parts());
  }

  /** The client, all of whose calls are sent in one place. */
  static final class Clients implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(S3 + "AmazonS3Client");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("invoke").takes(4).takes(1, "com.amazonaws.http.HttpResponseHandler"),
          Call.class.getName());
      Methods get = Methods.named("getObject").takes(0, S3 + "model.GetObjectRequest");
      type.applyAdviceToMethod(get.takes(1), Get.class.getName());
      type.applyAdviceToMethod(get.takes(2).takes(1, "java.io.File"), GetFile.class.getName());
      type.applyAdviceToMethod(
          Methods.named("generatePresignedUrl")
              .takes(1)
              .takes(0, S3 + "model.GeneratePresignedUrlRequest"),
          Presign.class.getName());
    }
  }

  static final class Call {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start(
        @Advice.Argument(0) Request<?> request,
        @Advice.Argument(2) @Nullable String bucket,
        @Advice.Argument(3) @Nullable String key) {
      return Sdk1.start(request, bucket, key);
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @Advice.Enter @Nullable Operation operation,
        @Advice.Argument(0) Request<?> request,
        @Advice.Thrown @Nullable Throwable error) {
      if (operation != null) {
        Sdk1.end(operation, request, error);
      } else if (error != null) {
        Sdk1.partFailed(error);
      }
    }
  }

  static final class Get {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start(@Advice.Argument(0) @Nullable AmazonWebServiceRequest get) {
      return get == null ? null : Sdk1.start(get);
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @Advice.Enter @Nullable Operation operation,
        @Advice.Return @Nullable S3Object object,
        @Advice.Thrown @Nullable Throwable error) {
      if (operation != null) {
        operation.leave();
        Sdk1.end(operation, object, error);
      }
    }
  }

  static final class GetFile {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start(@Advice.Argument(0) @Nullable AmazonWebServiceRequest get) {
      return get == null ? null : Sdk1.start(get);
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @Advice.Enter @Nullable Operation operation,
        @Advice.Return @Nullable ObjectMetadata metadata,
        @Advice.Thrown @Nullable Throwable error) {
      if (operation != null) {
        if (metadata != null) {
          operation.set(io.obsagent.core.vocabulary.S3Object.BYTES, metadata.getContentLength());
        }
        Sdk1.end(operation, error);
      }
    }
  }

  /** The making of presigned URLs; the URL itself is never looked at. */
  static final class Presign {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start(
        @Advice.Argument(0) @Nullable GeneratePresignedUrlRequest request) {
      return request == null ? null : Sdk1.startPresign(request);
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @Advice.Enter @Nullable Operation operation, @Advice.Thrown @Nullable Throwable error) {
      if (operation != null) {
        S3Call.end(operation, error);
      }
    }
  }

  /** Reading of a stream that may be a download's. */
  static final class Streams implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(
          "com.amazonaws.internal.SdkFilterInputStream", S3 + "model.S3ObjectInputStream");
    }

    @Override
    public void transform(TypeTransformer type) {
      ContentAdvice.apply(type);
      type.applyAdviceToMethod(
          Methods.named("abort").isPublic().takes(0), ContentAdvice.Close.class.getName());
    }
  }

  /** Transfers as they are asked for. */
  static final class Managers implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(S3 + "transfer.TransferManager");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("doUpload").takes(0, S3 + "model.PutObjectRequest"), Begin.class.getName());
      type.applyAdviceToMethod(
          Methods.named("doDownload").takes(0, S3 + "model.GetObjectRequest"),
          Begin.class.getName());
      type.applyAdviceToMethod(
          Methods.named("copy").takes(0, S3 + "model.CopyObjectRequest"), Begin.class.getName());
    }
  }

  static final class Begin {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start(
        @Advice.Argument(0) @Nullable AmazonWebServiceRequest request) {
      return request == null ? null : Sdk1.start(request);
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void began(
        @Advice.Enter @Nullable Operation operation,
        @Advice.Return @Nullable Transfer transfer,
        @Advice.Thrown @Nullable Throwable error) {
      if (operation != null) {
        operation.leave();
        Sdk1.began(operation, transfer, error);
      }
    }
  }

  /** Transfers under way. */
  static final class Transfers implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(TRANSFER + "AbstractTransfer");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("setState").takes(1), Change.class.getName());
    }
  }

  static final class Change {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
    static void changed(
        @Advice.This Transfer transfer, @Advice.Argument(0) @Nullable TransferState state) {
      if (state != null) {
        Sdk1.changed(transfer, state);
      }
    }
  }

  /** What transfers have run on other threads. */
  static final class Parts implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(
          S3 + "transfer.DownloadCallable",
          TRANSFER + "AbstractDownloadCallable",
          TRANSFER + "CompleteMultipartCopy",
          TRANSFER + "CompleteMultipartDownload",
          TRANSFER + "CompleteMultipartUpload",
          TRANSFER + "CopyCallable",
          TRANSFER + "CopyMonitor",
          TRANSFER + "CopyPartCallable",
          TRANSFER + "DownloadPartCallable",
          TRANSFER + "UploadCallable",
          TRANSFER + "UploadMonitor",
          TRANSFER + "UploadPartCallable");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.constructors(), Make.class.getName());
      type.applyAdviceToMethod(Methods.named("call").takes(0), Run.class.getName());
    }
  }

  static final class Make {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
    static void made(@Advice.This Object part) {
      Sdk1.made(part);
    }
  }

  static final class Run {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Scope enter(@Advice.This Object part) {
      return Sdk1.enter(part);
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void leave(@Advice.Enter @Nullable Scope scope) {
      if (scope != null) {
        scope.close();
      }
    }
  }
}
