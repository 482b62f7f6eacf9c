/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.bootstrap.Dispatch;
import io.obsagent.core.api.LateSdk;
import io.obsagent.core.weave.Linker;
import io.obsagent.core.weave.Modules;
import io.obsagent.core.weave.Weaver;
import io.obsagent.testing.Agent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.LogRecordProcessor;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The application's copies of the API are beside the agent's own, which is never woven. */
class OpenTelemetryApiTest {
  @RegisterExtension static final Agent agent = Agent.with();

  private final Reader reader = new Reader();
  private final SdkMeterProvider meters =
      SdkMeterProvider.builder().registerMetricReader(reader).build();
  private final List<LogRecordData> logs = new ArrayList<>();
  private final LogRecordProcessor toLogs = (context, record) -> logs.add(record.toLogRecordData());
  private final SdkLoggerProvider loggers =
      SdkLoggerProvider.builder().addLogRecordProcessor(toLogs).build();
  private ClassFileTransformer transformer;

  @BeforeEach
  void weaveCopies() {
    Instrumentation instrumentation = ByteBuddyAgent.install();
    Modules modules = new Modules();
    modules.add(new OpenTelemetryApiInstrumentation());
    transformer =
        new Weaver(modules, OpenTelemetryApiTest::classFile, one -> !(one instanceof ApiCopy))
            .start(instrumentation);
    Object linker = new Linker((woven, advice) -> Class.forName(advice, true, woven));
    Dispatch.agent((Dispatch.Agent) linker);
    LateSdk.reset();
  }

  @AfterEach
  void unweave() {
    ByteBuddyAgent.install().removeTransformer(transformer);
    LateSdk.reset();
    meters.close();
  }

  private static byte[] classFile(String name) {
    String file = name.replace('.', '/') + ".class";
    try (InputStream in = OpenTelemetryApiTest.class.getClassLoader().getResourceAsStream(file)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void sdkReady() {
    LateSdk.ready(
        new LateSdk.Parts() {
          @Override
          public MeterProvider meters() {
            return meters;
          }

          @Override
          public LoggerProvider logs() {
            return loggers;
          }
        });
  }

  @Test
  void anSdkOfTheApplicationsOwnIsLeftAloneAndItsSpansAreChildrenOfTheAgents() throws Exception {
    agent.root(
        "request",
        () ->
            assertThat(ApiCopy.of("newest").run(OwnSdkApplication.class))
                .containsExactly(
                    "child of the agent's: true",
                    "current: true",
                    "current in the agent's: true",
                    "child of its own: true",
                    "restored: true",
                    "exported: [own within, own]"));

    assertThat(agent.trace(3))
        .isEqualTo("INTERNAL request\n  INTERNAL work of the agent\n  INTERNAL global");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.20.0", "newest"})
  void aDriverThatTellsOfItselfIsNotToldTwice(String version) throws Exception {
    agent.root(
        "request",
        () ->
            assertThat(ApiCopy.of(version).run(DriverApplication.class))
                .containsExactly("ids of what is around: true"));

    assertThat(agent.trace(3))
        .isEqualTo("INTERNAL request\n  INTERNAL work of the agent\n  INTERNAL more of it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.20.0", "1.32.0", "newest"})
  void theApplicationSeesTheAgentsTracesAndJoinsThem(String version) throws Exception {
    agent.expectWarnings();
    sdkReady();

    agent.root(
        "request",
        () ->
            assertThat(ApiCopy.of(version).run(ManualApplication.class))
                .containsExactly(
                    "around: true",
                    "same trace: true",
                    "current: true",
                    "key: value",
                    "identical: true",
                    "baggage: u1",
                    "key below: value",
                    "baggage below: u1",
                    "another span: true",
                    "root: true",
                    "nothing: false",
                    "no key: null",
                    "restored: true",
                    "injected: true",
                    "extracted: 11111111111111111111111111111111true",
                    "still valid: true",
                    "set twice: refused"));

    assertThat(agent.traces())
        .containsExactlyInAnyOrder(
            """
            INTERNAL request
              INTERNAL timed
              PRODUCER order
                INTERNAL work of the agent
                  INTERNAL deepest
              INTERNAL after set\
            """,
            "INTERNAL alone",
            "INTERNAL of another\nINTERNAL of a wrapped one");
    checkSpans();
    checkMetrics();
  }

  private static void checkSpans() {
    SpanData order = agent.span("order");
    assertThat(order.getInstrumentationScopeInfo().getName()).isEqualTo("shop");
    assertThat(order.getInstrumentationScopeInfo().getVersion()).isEqualTo("1.2");
    assertThat(order.getInstrumentationScopeInfo().getSchemaUrl()).endsWith("/schema");
    assertThat(order.getAttributes().asMap())
        .containsOnly(
            java.util.Map.entry(AttributeKey.longKey("items"), 3L),
            java.util.Map.entry(AttributeKey.stringArrayKey("names"), List.of("a", "b")));
    assertThat(order.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(order.getStatus().getDescription()).isEqualTo("broken");
    assertThat(order.getEvents()).extracting("name").containsExactly("packed", "exception");
    assertThat(order.getLinks())
        .extracting(link -> link.getSpanContext().getSpanId())
        .containsExactly("0123456789abcdef");
    assertThat(agent.span("request").getAttributes().get(AttributeKey.stringKey("tier")))
        .isEqualTo("gold");
    SpanData timed = agent.span("timed");
    assertThat(timed.getEndEpochNanos() - timed.getStartEpochNanos()).isEqualTo(2_000_000_000L);
    SpanContext remote = agent.span("of another").getParentSpanContext();
    assertThat(remote.getSpanId()).isEqualTo("2222222222222222");
    assertThat(remote.isRemote()).isTrue();
  }

  private void checkMetrics() {
    assertThat(metric("orders").getLongSumData().getPoints())
        .extracting("value")
        .containsExactly(5L);
    assertThat(metric("orders").getUnit()).isEqualTo("{order}");
    assertThat(metric("weight").getDoubleSumData().getPoints())
        .extracting("value")
        .containsExactly(1.5);
    assertThat(metric("open").getLongSumData().isMonotonic()).isFalse();
    assertThat(metric("value").getHistogramData().getPoints())
        .extracting("sum")
        .containsExactly(12.5);
    assertThat(metric("whole").getHistogramData().getPoints())
        .extracting("sum")
        .containsExactly(7.0);
    assertThat(metric("stock").getLongGaugeData().getPoints())
        .extracting("value")
        .containsExactly(42L);
    assertThat(metric("first").getLongSumData().getPoints())
        .extracting("value")
        .containsExactly(1L);
    assertThat(metric("second").getDoubleGaugeData().getPoints())
        .extracting("value")
        .containsExactly(2.5);
    assertThat(names()).doesNotContain("closed");
  }

  @Test
  void whatLaterVersionsHaveWorksToo() throws Exception {
    sdkReady();

    assertThat(ApiCopy.of("newest").run(LaterApplication.class)).containsExactly("set: true");

    assertThat(agent.span("later").getAttributes().get(AttributeKey.valueKey("shape")).asString())
        .contains("side");
    assertThat(metric("level").getDoubleGaugeData().getPoints())
        .extracting("value")
        .containsExactly(1.5);
    assertThat(metric("floor").getLongGaugeData().getPoints())
        .extracting("value")
        .containsExactly(3L);
    HistogramPointData sizes = metric("sizes").getHistogramData().getPoints().iterator().next();
    assertThat(sizes.getBoundaries()).containsExactly(1.0, 10.0);
    assertThat(logs).singleElement().extracting("severityText").isNull();
    assertThat(logs.get(0).getBodyValue().asString()).isEqualTo("low on stock");
  }

  @Test
  void whatIsRecordedBeforeTheSdkIsReadyCounts() throws Exception {
    ApiCopy.of("newest").run(LaterApplication.class);
    assertThat(LateSdk.isWaiting()).isTrue();

    sdkReady();

    assertThat(names()).contains("level", "floor", "sizes");
    assertThat(logs).hasSize(1);
    assertThat(LateSdk.isWaiting()).isFalse();
  }

  private MetricData metric(String name) {
    return reader.collect().stream()
        .filter(metric -> metric.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private List<String> names() {
    return reader.collect().stream().map(MetricData::getName).toList();
  }

  private static final class Reader implements MetricReader {
    private CollectionRegistration registration = CollectionRegistration.noop();

    List<MetricData> collect() {
      return new ArrayList<>(registration.collectAllMetrics());
    }

    @Override
    public void register(CollectionRegistration registration) {
      this.registration = registration;
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
      return AggregationTemporality.CUMULATIVE;
    }

    @Override
    public CompletableResultCode forceFlush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
