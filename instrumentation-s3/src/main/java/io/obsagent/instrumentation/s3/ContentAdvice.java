/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.s3;

import io.obsagent.core.weave.Methods;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.io.InputStream;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Reading of a stream that may be a download's, of whatever SDK. */
final class ContentAdvice {
  private ContentAdvice() {}

  /** Weaves a class of streams. */
  static void apply(TypeTransformer type) {
    type.applyAdviceToMethod(Methods.named("read").takes(0), ReadByte.class.getName());
    type.applyAdviceToMethod(Methods.named("read").takes(3), ReadBytes.class.getName());
    type.applyAdviceToMethod(Methods.named("skip").takes(1), Skip.class.getName());
    type.applyAdviceToMethod(Methods.named("close").takes(0), Close.class.getName());
  }

  static final class ReadByte {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void read(
        @Advice.This InputStream stream,
        @Advice.Return int value,
        @Advice.Thrown @Nullable Throwable error) {
      Download download = Download.of(stream);
      if (download != null) {
        download.read(stream, value < 0 ? -1 : 1, error);
      }
    }
  }

  static final class ReadBytes {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void read(
        @Advice.This InputStream stream,
        @Advice.Return int count,
        @Advice.Thrown @Nullable Throwable error) {
      Download download = Download.of(stream);
      if (download != null) {
        download.read(stream, count, error);
      }
    }
  }

  static final class Skip {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void skipped(
        @Advice.This InputStream stream,
        @Advice.Return long count,
        @Advice.Thrown @Nullable Throwable error) {
      Download download = Download.of(stream);
      if (download != null) {
        download.read(stream, count, error);
      }
    }
  }

  static final class Close {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void closed(@Advice.This InputStream stream) {
      Download download = Download.of(stream);
      if (download != null) {
        download.end(stream, null);
      }
    }
  }
}
