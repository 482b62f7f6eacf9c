/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.s3;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.S3Object;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Stateful;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.client.handler.ClientExecutionParams;
import software.amazon.awssdk.core.sync.ResponseTransformer;

/**
 * S3 through AWS SDK 2: one operation per call of a client, its retries inside, up to the end of a
 * downloaded stream; and one per presigned URL. It is the client's handler that is woven, through
 * which every call goes and which tells of every end, where interceptors hear of some only.
 */
public final class AwsSdk2S3Instrumentation extends InstrumentationModule {
  public AwsSdk2S3Instrumentation() {
    super("aws-sdk-s3", "aws-sdk");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(
        new SyncCalls(),
        new AsyncCalls(),
        new Multiparts(),
        new Streams(),
        new StreamAborts(),
        new Publishers(),
        new Presigners());
  }

  /** Calls that return when the service has answered. */
  static final class SyncCalls implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("software.amazon.awssdk.awscore.client.handler.AwsSyncClientHandler");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("execute").isPublic(), SyncCall.class.getName());
      type.applyAdviceToMethod(
          Methods.named("execute").takes(1, "software.amazon.awssdk.core.sync.ResponseTransformer"),
          Transformer.class.getName());
    }
  }

  static final class SyncCall {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start(@Advice.Argument(0) ClientExecutionParams<?, ?> call) {
      return Sdk2.start(call.getInput());
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @Advice.Enter @Nullable Operation operation,
        @Advice.Argument(0) ClientExecutionParams<?, ?> call,
        @Advice.Return @Nullable Object result,
        @Advice.Thrown @Nullable Throwable error) {
      if (operation != null) {
        operation.leave();
        Sdk2.end(operation, call, result, error);
      }
    }
  }

  static final class Transformer {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    @Advice.AssignReturned.ToArguments(@ToArgument(1))
    static @Nullable ResponseTransformer<?, ?> replace(
        @Advice.Argument(0) ClientExecutionParams<?, ?> call,
        @Advice.Argument(1) ResponseTransformer<?, ?> transformer) {
      return Sdk2.call(call.getInput()) == null ? null : AnswerNoting.around(transformer);
    }
  }

  /** Calls that return a future. */
  static final class AsyncCalls implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("software.amazon.awssdk.awscore.client.handler.AwsAsyncClientHandler");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("execute").isPublic(), AsyncCall.class.getName());
    }
  }

  static final class AsyncCall {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start(@Advice.Argument(0) ClientExecutionParams<?, ?> call) {
      return Sdk2.start(call.getInput());
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    @Advice.AssignReturned.ToReturned
    static @Nullable CompletableFuture<?> end(
        @Advice.Enter @Nullable Operation operation,
        @Advice.Argument(0) ClientExecutionParams<?, ?> call,
        @Advice.Return @Nullable CompletableFuture<?> future,
        @Advice.Thrown @Nullable Throwable error) {
      if (operation == null) {
        return future == null || Operation.current(S3Object.TYPE) == null
            ? null
            : Completion.of(future, null, call);
      }
      operation.leave();
      if (future == null) {
        Sdk2.end(operation, call, null, error);
        return null;
      }
      return Completion.of(future, operation, call);
    }
  }

  /** Clients that move large objects in parts. */
  static final class Multiparts implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(
          "software.amazon.awssdk.services.s3.internal.multipart.MultipartS3AsyncClient",
          "software.amazon.awssdk.services.s3.internal.crt.DefaultS3CrtAsyncClient");
    }

    @Override
    public void transform(TypeTransformer type) {
      Methods move =
          Methods.named("putObject", "getObject", "copyObject")
              .isPublic()
              .returns("java.util.concurrent.CompletableFuture");
      String models = "software.amazon.awssdk.services.s3.model.";
      type.applyAdviceToMethod(
          move.takes(0, models + "PutObjectRequest"), MultipartCall.class.getName());
      type.applyAdviceToMethod(
          move.takes(0, models + "GetObjectRequest"), MultipartCall.class.getName());
      type.applyAdviceToMethod(
          move.takes(0, models + "CopyObjectRequest"), MultipartCall.class.getName());
    }
  }

  static final class MultipartCall {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start(@Advice.AllArguments @Nullable Object[] arguments) {
      return arguments[0] == null
          ? null
          : Multipart.start((SdkRequest) arguments[0], arguments.length > 1 ? arguments[1] : null);
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    @Advice.AssignReturned.ToReturned
    static @Nullable CompletableFuture<?> end(
        @Advice.Enter @Nullable Operation operation,
        @Advice.Return @Nullable CompletableFuture<?> future,
        @Advice.Thrown @Nullable Throwable error) {
      if (operation == null) {
        return null;
      }
      operation.leave();
      if (future == null) {
        Sdk2.end(operation, null, null, error);
        return null;
      }
      return Completion.of(future, operation, null);
    }
  }

  /** Reading of a stream that may be a download's. */
  static final class Streams implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("software.amazon.awssdk.core.io.SdkFilterInputStream");
    }

    @Override
    public void transform(TypeTransformer type) {
      ContentAdvice.apply(type);
    }
  }

  /** The end of a download's stream that is not closed but cut off. */
  static final class StreamAborts implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("software.amazon.awssdk.core.ResponseInputStream");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("abort").takes(0), ContentAdvice.Close.class.getName());
    }
  }

  /** Publishers of a download's content, of later versions. */
  static final class Publishers implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("software.amazon.awssdk.core.async.ResponsePublisher");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.constructors(), Publish.class.getName());
      type.applyAdviceToMethod(
          Methods.named("subscribe").takes(0, "org.reactivestreams.Subscriber"),
          Subscribe.class.getName());
    }
  }

  static final class Publish {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
    static void made(@Advice.This Object publisher, @Advice.Argument(0) SdkResponse response) {
      Sdk2.RESPONSES.set(publisher, response);
    }
  }

  static final class Subscribe {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    @Advice.AssignReturned.ToArguments(@ToArgument(0))
    static @Nullable Subscriber<ByteBuffer> replace(
        @Advice.This Object publisher,
        @Advice.Argument(0) Subscriber<? super ByteBuffer> subscriber) {
      return CountingSubscriber.around(publisher, subscriber);
    }
  }

  /** The making of presigned URLs; the URL itself is never looked at. */
  static final class Presigners implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(
          "software.amazon.awssdk.services.s3.internal.presigner.DefaultS3Presigner",
          "software.amazon.awssdk.services.s3.internal.signing.DefaultS3Presigner");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("presign").takes(2, "software.amazon.awssdk.core.SdkRequest"),
          Presign.class.getName());
    }
  }

  static final class Presign {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start(@Advice.Argument(2) SdkRequest request) {
      return Sdk2.startPresign(request);
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @Advice.Enter @Nullable Operation operation, @Advice.Thrown @Nullable Throwable error) {
      if (operation != null) {
        S3Call.end(operation, error);
      }
    }
  }
}
