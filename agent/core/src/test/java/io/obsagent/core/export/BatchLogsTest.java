/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BatchLogsTest {
  @Test
  void recordsAreExportedInOrderAndFlushedAtShutdown() {
    List<String> bodies = Collections.synchronizedList(new ArrayList<>());
    List<String> threads = Collections.synchronizedList(new ArrayList<>());
    LogRecordExporter exporter =
        new LogRecordExporter() {
          @Override
          public CompletableResultCode export(Collection<LogRecordData> logs) {
            threads.add(Thread.currentThread().getName());
            for (LogRecordData log : logs) {
              bodies.add(log.getBodyValue().asString());
            }
            return CompletableResultCode.ofSuccess();
          }

          @Override
          public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
          }

          @Override
          public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
          }
        };
    BatchLogs logs =
        new BatchLogs(
            () -> exporter, new BatchLimits(3_600_000, 100, 2, 2000), new FailureLog(line -> {}));
    SdkLoggerProvider provider = SdkLoggerProvider.builder().addLogRecordProcessor(logs).build();
    for (String body : new String[] {"a", "b", "c"}) {
      provider.get("test").logRecordBuilder().setBody(body).emit();
    }
    assertThat(provider.shutdown().join(5, TimeUnit.SECONDS).isSuccess()).isTrue();
    assertThat(bodies).containsExactly("a", "b", "c");
    assertThat(threads).containsOnly("obs-logs");
    assertThat(logs.counts().exported()).isEqualTo(3);
  }
}
