/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchSpansTest {
  private static final BatchLimits QUICK = new BatchLimits(10, 2048, 512, 2000);

  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final FailureLog failures = new FailureLog(lines::add);
  private final Recorder recorder = new Recorder();
  private SdkTracerProvider provider;

  @AfterEach
  void close() {
    if (provider != null) {
      provider.close();
    }
  }

  private BatchSpans spans(Supplier<SpanExporter> exporter, BatchLimits limits) {
    return spans(exporter, limits, Sampler.alwaysOn());
  }

  private BatchSpans spans(Supplier<SpanExporter> exporter, BatchLimits limits, Sampler sampler) {
    BatchSpans spans = new BatchSpans(exporter, limits, failures);
    provider = SdkTracerProvider.builder().addSpanProcessor(spans).setSampler(sampler).build();
    return spans;
  }

  private void end(int count) {
    Tracer tracer = provider.get("test");
    for (int i = 0; i < count; i++) {
      tracer.spanBuilder("span " + i).startSpan().end();
    }
  }

  /** Remembers what it is given; a subclass misbehaves the first time. */
  private static class Recorder implements SpanExporter {
    final List<String> names = Collections.synchronizedList(new ArrayList<>());
    final List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger calls = new AtomicInteger();
    final AtomicInteger shutdowns = new AtomicInteger();
    volatile Thread thread;

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      thread = Thread.currentThread();
      if (calls.incrementAndGet() == 1) {
        CompletableResultCode first = first();
        if (first != null) {
          return first;
        }
      }
      batches.add(spans.size());
      for (SpanData span : spans) {
        names.add(span.getName());
      }
      return CompletableResultCode.ofSuccess();
    }

    CompletableResultCode first() {
      return null;
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      shutdowns.incrementAndGet();
      return CompletableResultCode.ofSuccess();
    }
  }

  @Test
  void endedSpansAreExportedAfterTheDelay() {
    BatchSpans spans = spans(() -> recorder, QUICK);
    end(3);
    Await.until(() -> spans.counts().exported() == 3);
    assertThat(recorder.names).containsExactly("span 0", "span 1", "span 2");
    assertThat(recorder.thread.getName()).isEqualTo("obs-export");
    assertThat(recorder.thread.isDaemon()).isTrue();
  }

  @Test
  void aFullBatchDoesNotWaitForTheDelay() {
    BatchSpans spans = spans(() -> recorder, new BatchLimits(3_600_000, 2048, 10, 2000));
    end(25);
    Await.until(() -> spans.counts().exported() == 20);
    assertThat(recorder.batches).containsExactly(10, 10);
  }

  @Test
  void theFirstSpanIsExportedSoonWhereThatWasToldBefore() {
    BatchSpans spans = spans(() -> recorder, new BatchLimits(3_600_000, 2048, 512, 2000));
    spans.hurry();
    assertThat(spans.forceFlush().isSuccess()).isTrue();
    end(1);
    Await.until(() -> spans.counts().exported() == 1);
  }

  @Test
  void unsampledSpansAreNotExported() {
    BatchSpans spans = spans(() -> recorder, QUICK, Sampler.alwaysOff());
    end(3);
    assertThat(spans.forceFlush().join(5, TimeUnit.SECONDS).isSuccess()).isTrue();
    assertThat(recorder.calls).hasValue(0);
  }

  @Test
  void nothingIsStartedOrMadeBeforeTheFirstSpan() {
    AtomicInteger made = new AtomicInteger();
    BatchSpans spans =
        spans(
            () -> {
              made.incrementAndGet();
              return recorder;
            },
            QUICK);
    assertThat(spans.forceFlush().isSuccess()).isTrue();
    assertThat(spans.shutdown().isSuccess()).isTrue();
    assertThat(made).hasValue(0);
    assertThat(recorder.shutdowns).hasValue(0);
  }

  @Test
  void aFullQueueDropsAndCounts() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Recorder slow =
        new Recorder() {
          @Override
          CompletableResultCode first() {
            entered.countDown();
            try {
              release.await();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            return null;
          }
        };
    BatchSpans spans = spans(() -> slow, new BatchLimits(1, 16, 4, 10_000));
    end(1);
    entered.await();
    end(20);
    assertThat(spans.counts().dropped()).isEqualTo(4);
    release.countDown();
    Await.until(() -> spans.counts().exported() == 17);
  }

  @Test
  void forceFlushExportsEverythingQueued() {
    BatchSpans spans = spans(() -> recorder, new BatchLimits(3_600_000, 2048, 512, 2000));
    end(1300);
    assertThat(spans.forceFlush().join(5, TimeUnit.SECONDS).isSuccess()).isTrue();
    assertThat(recorder.names).hasSize(1300);
  }

  @Test
  void forceFlushFailsWhenTheExporterDoesNotAnswerInTime() {
    BatchSpans spans = spans(() -> new Silent(), new BatchLimits(3_600_000, 2048, 10, 200));
    end(9);
    long start = System.nanoTime();
    CompletableResultCode flush = spans.forceFlush().join(5, TimeUnit.SECONDS);
    assertThat(flush.isDone()).isTrue();
    assertThat(flush.isSuccess()).isFalse();
    assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
    assertThat(spans.counts().failures()).isEqualTo(1);
    assertThat(spans.counts().dropped()).isEqualTo(9);
  }

  @Test
  void shutdownExportsWhatIsQueuedAndEndsTheThread() {
    BatchSpans spans = spans(() -> recorder, new BatchLimits(3_600_000, 2048, 512, 2000));
    end(700);
    assertThat(spans.shutdown().join(5, TimeUnit.SECONDS).isSuccess()).isTrue();
    assertThat(recorder.names).hasSize(700);
    assertThat(recorder.shutdowns).hasValue(1);
    Await.until(() -> !recorder.thread.isAlive());
  }

  @Test
  void spansEndedAfterShutdownAreDropped() {
    BatchSpans spans = spans(() -> recorder, QUICK);
    spans.shutdown().join(5, TimeUnit.SECONDS);
    end(1);
    assertThat(spans.counts().dropped()).isEqualTo(1);
  }

  @Test
  void shutdownEndsInTimeWhenTheExporterIsSilent() {
    BatchSpans spans = spans(() -> new Silent(), new BatchLimits(3_600_000, 2048, 1, 300));
    end(100);
    long start = System.nanoTime();
    CompletableResultCode shutdown = spans.shutdown().join(5, TimeUnit.SECONDS);
    assertThat(shutdown.isDone()).isTrue();
    assertThat(System.nanoTime() - start).isLessThan(3_000_000_000L);
  }

  @Test
  void anInterruptDoesNotEndTheThread() {
    BatchSpans spans = spans(() -> recorder, QUICK);
    end(1);
    Await.until(() -> spans.counts().exported() == 1);
    for (int i = 1; i <= 5; i++) {
      long restarts = spans.counts().restarts();
      recorder.thread.interrupt();
      Await.until(() -> spans.counts().restarts() > restarts);
      end(1);
      int expected = 1 + i;
      Await.until(() -> spans.counts().exported() == expected);
    }
  }

  @Test
  void anInterruptDoesNotEndTheWaitForTheExporter() throws Exception {
    CompletableResultCode slow = new CompletableResultCode();
    Recorder slowOnce =
        new Recorder() {
          @Override
          CompletableResultCode first() {
            return slow;
          }
        };
    BatchSpans spans = spans(() -> slowOnce, QUICK);
    end(1);
    Await.until(() -> slowOnce.calls.get() == 1);
    slowOnce.thread.interrupt();
    Await.until(() -> spans.counts().restarts() == 1);
    slow.succeed();
    Await.until(() -> spans.counts().exported() == 1);
  }

  private void survives(Error thrown) {
    Recorder faulty =
        new Recorder() {
          @Override
          CompletableResultCode first() {
            throw thrown;
          }
        };
    BatchSpans spans = spans(() -> faulty, QUICK);
    end(1);
    Await.until(() -> spans.counts().failures() == 1);
    end(2);
    Await.until(() -> spans.counts().exported() == 2);
    assertThat(spans.counts().dropped()).isEqualTo(1);
    assertThat(spans.counts().restarts()).isEqualTo(1);
  }

  @Test
  void anOutOfMemoryErrorDoesNotEndTheThread() {
    survives(new OutOfMemoryError("test"));
  }

  @Test
  void aStackOverflowDoesNotEndTheThread() {
    survives(new StackOverflowError());
  }

  @Test
  void anErrorInTheFailureReportDoesNotEndTheThread() {
    FailureLog broken =
        new FailureLog(
            line -> {
              throw new OutOfMemoryError("again");
            });
    BatchSpans spans = new BatchSpans(() -> new Silent(), new BatchLimits(10, 100, 1, 50), broken);
    provider = SdkTracerProvider.builder().addSpanProcessor(spans).build();
    end(1);
    Await.until(() -> spans.counts().restarts() >= 1);
    end(1);
    Await.until(() -> spans.counts().failures() >= 2);
  }

  @Test
  void anExporterThatThrowsIsReportedAndAskedAgain() {
    Recorder faulty =
        new Recorder() {
          @Override
          CompletableResultCode first() {
            throw new IllegalStateException("no");
          }
        };
    BatchSpans spans = spans(() -> faulty, QUICK);
    end(1);
    Await.until(() -> spans.counts().failures() == 1);
    end(2);
    Await.until(() -> spans.counts().exported() == 2);
    Await.until(() -> lines.size() == 2);
    assertThat(lines)
        .containsExactly(
            "Cannot export traces: IllegalStateException: no", "Export of traces works again");
  }

  @Test
  void anExporterThatNeverCompletesCostsItsTimeoutOnly() {
    Recorder faulty =
        new Recorder() {
          @Override
          CompletableResultCode first() {
            return new CompletableResultCode();
          }
        };
    BatchSpans spans = spans(() -> faulty, new BatchLimits(10, 100, 10, 100));
    end(1);
    Await.until(() -> spans.counts().failures() == 1);
    end(1);
    Await.until(() -> spans.counts().exported() == 1);
  }

  @Test
  void anExporterThatCannotBeMadeIsTriedAgain() {
    AtomicInteger tries = new AtomicInteger();
    BatchSpans spans =
        spans(
            () -> {
              if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("not yet");
              }
              return recorder;
            },
            QUICK);
    end(1);
    Await.until(() -> spans.counts().failures() == 1);
    end(1);
    Await.until(() -> spans.counts().exported() == 1);
  }

  @Test
  void theThreadTakesNothingFromTheApplication() {
    InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    Recorder looking =
        new Recorder() {
          @Override
          CompletableResultCode first() {
            seen.add(String.valueOf(inherited.get()));
            seen.add(String.valueOf(Thread.currentThread().getContextClassLoader()));
            return null;
          }
        };
    BatchSpans spans = spans(() -> looking, QUICK);
    Thread.currentThread().setContextClassLoader(new ClassLoader() {});
    inherited.set("the application's");
    end(1);
    Thread.currentThread().setContextClassLoader(BatchSpansTest.class.getClassLoader());
    Await.until(() -> spans.counts().exported() == 1);
    assertThat(seen).containsExactly("null", String.valueOf(BatchSpans.class.getClassLoader()));
  }

  /** Never completes anything. */
  private static final class Silent implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      return new CompletableResultCode();
    }

    @Override
    public CompletableResultCode flush() {
      return new CompletableResultCode();
    }

    @Override
    public CompletableResultCode shutdown() {
      return new CompletableResultCode();
    }
  }
}
