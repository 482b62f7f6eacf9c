/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import acme.shop.Processor;
import acme.shop.Request;
import acme.shop.Shop;
import com.google.common.util.concurrent.SettableFuture;
import io.obsagent.bootstrap.Dispatch;
import io.obsagent.core.catalogue.Catalogue;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.HttpServer;
import io.obsagent.core.weave.Linker;
import io.obsagent.core.weave.Modules;
import io.obsagent.core.weave.Weaver;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class MethodRulesTest {
  @TempDir Path folder;

  private final Instrumentation instrumentation = ByteBuddyAgent.install();
  private final Shop shop = new Shop();
  private Weaver weaver;
  private ClassFileTransformer transformer;
  private Catalogue catalogue;
  private Catalogue.Installation installed;
  private long failures;

  @BeforeEach
  void start() {
    failures = Dispatch.failures();
    weaver = new Weaver(new Modules(), MethodRulesTest::classFile, loader -> false);
    weaver.interceptor(MethodRules.with(instrumentation));
    transformer = weaver.start(instrumentation);
    Dispatch.agent(new Linker((woven, name) -> Class.forName(name)));
  }

  @AfterEach
  void stop() {
    if (installed != null) {
      installed.close();
    }
    MethodRules.enforce(List.of());
    MethodRules.with(null);
    instrumentation.removeTransformer(transformer);
    Dispatch.agent(null);
    assertThat(weaver.failures()).isZero();
    assertThat(Dispatch.failures()).isEqualTo(failures);
  }

  private static byte[] classFile(String name) {
    try (InputStream stream =
        MethodRulesTest.class
            .getClassLoader()
            .getResourceAsStream(name.replace('.', '/') + ".class")) {
      return stream == null ? null : stream.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Puts one metric's rule in force. */
  private void rule(String name, String... lines) throws IOException {
    rules("version: 1\nmetrics:\n  " + name + ":\n    " + String.join("\n    ", lines) + "\n");
    assertThat(catalogue.problems()).isEmpty();
  }

  private void rules(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("rules.yaml"), yaml);
    if (installed != null) {
      installed.close();
    }
    catalogue = Catalogue.load(List.of(), List.of(file.toFile()));
    installed = catalogue.install();
  }

  private void counter(String source, String... lines) throws IOException {
    String[] all = new String[lines.length + 2];
    all[0] = "type: counter";
    all[1] = "on: method " + source;
    System.arraycopy(lines, 0, all, 2, lines.length);
    rule("calls_total", all);
  }

  /** A counter of a method with one label {@code of}. */
  private void labelled(String method, String expression) throws IOException {
    counter("acme.shop.Shop#" + method, "labels: {of: " + expression + "}");
  }

  private Map<String, Double> series(String metric) {
    Map<String, Double> values = new TreeMap<>();
    for (MetricData data : catalogue.produce(Resource.empty())) {
      if (data.getName().equals(metric)) {
        for (PointData point : data.getData().getPoints()) {
          StringBuilder labels = new StringBuilder();
          point
              .getAttributes()
              .forEach(
                  (key, value) -> labels.append(labels.length() == 0 ? "" : " ").append(value));
          values.put(labels.toString(), value(point));
        }
      }
    }
    return values;
  }

  private static double value(PointData point) {
    if (point instanceof LongPointData whole) {
      return whole.getValue();
    }
    return point instanceof HistogramPointData histogram
        ? histogram.getCount()
        : ((DoublePointData) point).getValue();
  }

  private Map<String, Double> calls() {
    return series("calls_total");
  }

  @Test
  void threeLinesMakeAMethodACounter() throws IOException {
    rule(
        "images_processed_total",
        "type: counter",
        "on: method acme.shop.Shop#process",
        "when: outcome == 'ok'",
        "labels: {room_type: args.request.roomType, style: lower(args.request.style.name)}");
    assertThat(shop.process(new Request("kitchen", "Modern"))).isEqualTo("done kitchen");
    shop.process(new Request("kitchen", "Modern"));
    shop.process(new Request("bath", "Modern"));
    assertThat(series("images_processed_total"))
        .containsOnly(Map.entry("kitchen modern", 2.0), Map.entry("bath modern", 1.0));
  }

  @Test
  void aHistogramOfAMethodIsItsDuration() throws IOException {
    rule(
        "work_seconds",
        "type: histogram",
        "on: method acme.shop.Shop#create",
        "labels: {slow: duration > 1000}");
    shop.create("a");
    assertThat(series("work_seconds")).containsOnly(Map.entry("false", 1.0));
  }

  @Test
  void argumentsAreReadByNameAndNumber() throws IOException {
    labelled("create", "args.name + args.1");
    shop.create("a", 5);
    assertThat(calls()).containsOnly(Map.entry("a5", 1.0));
  }

  @Test
  void primitivesAndStaticMethodsAreRead() throws IOException {
    counter(
        "acme.shop.Shop#add", "value: args.a + args.b", "labels: {of: return, self: type(this)}");
    assertThat(Shop.add(2, 3.5)).isEqualTo(5);
    assertThat(calls()).containsOnly(Map.entry("5 unknown", 5.5));
  }

  @Test
  void pathsReadFieldsRecordsMapsListsAndArrays() throws IOException {
    counter(
        "acme.shop.Shop#process",
        "labels:",
        "  a: args.request.region",
        "  b: args.request.style.level",
        "  c: args.request.options.color",
        "  d: args.request.tags.1",
        "  e: args.request.sizes.0",
        "  f: args.request.tags.9",
        "  g: this.city",
        "  h: return");
    shop.process(new Request("hall", "x"));
    assertThat(calls()).containsOnly(Map.entry("eu 3 red second 7 unknown Oslo done hall", 1.0));
  }

  @Test
  void aPlainGetterIsReadAndAnyOtherNeverCalled() throws IOException {
    counter("acme.shop.Shop#process", "labels: {a: args.request.plan, b: args.request.computed}");
    shop.process(new Request("hall", "x"));
    assertThat(calls()).containsOnly(Map.entry("gold unknown", 1.0));
  }

  @Test
  void privateFieldsOfModulesAreOpenedForARule() throws IOException {
    labelled("platform", "args.map.size");
    labelled("fail", "error.detailMessage");
    assertThatThrownBy(() -> shop.fail("boom")).hasMessage("boom");
    assertThat(calls()).containsOnly(Map.entry("boom", 1.0));
  }

  @Test
  void overloadsThatCallEachOtherCountOnce() throws IOException {
    labelled("create", "args.count");
    shop.create("a");
    shop.create("b", 3);
    assertThat(calls()).containsOnly(Map.entry("unknown", 1.0), Map.entry("3", 1.0));
  }

  @Test
  void recursionCountsOnce() throws IOException {
    labelled("factorial", "args.n");
    assertThat(shop.factorial(10)).isEqualTo(3628800);
    assertThat(calls()).containsOnly(Map.entry("10", 1.0));
  }

  @Test
  void rulesDoNotHideEachOther() throws IOException {
    rules(
        """
        version: 1
        metrics:
          outer_total: {type: counter, on: method acme.shop.Shop#create, labels: {n: args.name}}
          both_total: {type: counter, on: 'method acme.*.Shop#[create|add]'}
        """);
    shop.create("a");
    Shop.add(1, 2);
    assertThat(series("outer_total")).containsOnly(Map.entry("a", 1.0));
    assertThat(series("both_total")).containsOnly(Map.entry("", 2.0));
  }

  @Test
  void bridgesDoNotDouble() throws IOException {
    counter("acme.shop.Shop#handle", "labels: {of: type(args.input)}");
    Processor<Request> processor = shop;
    processor.handle(new Request("a", "b"));
    assertThat(calls()).containsOnly(Map.entry("Request", 1.0));
  }

  @Test
  void subtypesAreWovenWhereTheyImplementWhatTheTypeDeclares() throws IOException {
    counter("acme.shop.Processor+#handle", "labels: {of: args.input.roomType}");
    shop.handle(new Request("a", "b"));
    shop.handle(3);
    assertThat(calls()).containsOnly(Map.entry("a", 1.0));
  }

  @Test
  void lambdasAreWovenInTheClassThatMakesThem() throws IOException {
    counter("acme.shop.Processor+#handle", "labels: {of: args.0.roomType, at: args.around}");
    shop.lambda("x").handle(new Request("b", "b"));
    assertThat(calls()).containsOnly(Map.entry("x b", 1.0));
  }

  @Test
  void proxiesDoNotDouble() throws IOException {
    counter("acme.shop.Processor+#handle", "labels: {of: args.input.roomType}");
    Processor<?> proxy =
        (Processor<?>)
            Proxy.newProxyInstance(
                Shop.class.getClassLoader(),
                new Class<?>[] {Processor.class},
                (self, method, arguments) -> method.invoke(shop, arguments));
    @SuppressWarnings("unchecked")
    Processor<Request> typed = (Processor<Request>) proxy;
    typed.handle(new Request("p", "b"));
    assertThat(calls()).containsOnly(Map.entry("p", 1.0));
  }

  @Test
  void annotationsSelectMethodsAndTypes() throws IOException {
    counter("acme.**#@acme.shop.Counted");
    shop.counted();
    shop.uncounted();
    assertThat(calls()).containsOnly(Map.entry("", 1.0));
  }

  @Test
  void wrappersAreTakenOffExceptions() throws IOException {
    labelled("fail", "type(error) + ' ' + outcome");
    for (String how : new String[] {"wrapped", "canceled", "late", "other"}) {
      assertThatThrownBy(() -> shop.fail(how)).isNotNull();
    }
    assertThat(calls())
        .containsOnlyKeys(
            "IllegalArgumentException error",
            "CancellationException canceled",
            "TimeoutException timeout",
            "IllegalStateException error");
  }

  @Test
  void anAsynchronousCallEndsWhenItsStageCompletes() throws IOException {
    labelled("later", "return else type(error)");
    CompletableFuture<String> good = new CompletableFuture<>();
    CompletableFuture<String> bad = new CompletableFuture<>();
    CompletableFuture<String> result = shop.later(good);
    shop.later(bad);
    assertThat(calls()).isEmpty();
    good.complete("now");
    bad.completeExceptionally(new CompletionException(new IllegalStateException()));
    assertThat(result).isCompletedWithValue("now!");
    assertThat(calls())
        .containsOnly(Map.entry("now!", 1.0), Map.entry("IllegalStateException", 1.0));
  }

  @Test
  void aFutureWithListenersIsWaitedFor() throws IOException {
    labelled("listenable", "return else type(error)");
    SettableFuture<String> good = SettableFuture.create();
    SettableFuture<String> bad = SettableFuture.create();
    shop.listenable(good);
    shop.listenable(bad);
    assertThat(calls()).isEmpty();
    good.set("now");
    bad.setException(new IllegalStateException());
    assertThat(calls())
        .containsOnly(Map.entry("now", 1.0), Map.entry("IllegalStateException", 1.0));
  }

  @Test
  void ofAnyFutureWhatItIsDecides() throws IOException {
    labelled("some", "outcome");
    SettableFuture<String> listenable = SettableFuture.create();
    shop.some(listenable);
    assertThat(calls()).isEmpty();
    shop.some(new FutureTask<>(() -> "never"));
    assertThat(calls()).containsOnly(Map.entry("ok", 1.0));
    listenable.cancel(false);
    assertThat(calls()).containsOnly(Map.entry("ok", 1.0), Map.entry("canceled", 1.0));
  }

  @Test
  void aPublisherIsWaitedForFromItsFirstSubscription() throws IOException {
    labelled("mono", "return else type(error) else outcome");
    Mono<String> good = shop.mono(Mono.just("now"));
    Mono<String> bad = shop.mono(Mono.error(new IllegalStateException()));
    Disposable never = shop.mono(Mono.never()).subscribe();
    assertThat(calls()).isEmpty();
    assertThat(good.block()).isEqualTo("now");
    assertThat(good.block()).isEqualTo("now");
    assertThat(bad.onErrorReturn("caught").block()).isEqualTo("caught");
    never.dispose();
    assertThat(calls())
        .containsOnly(
            Map.entry("now", 1.0),
            Map.entry("IllegalStateException", 1.0),
            Map.entry("CancellationException", 1.0));
  }

  @Test
  void aFluxEndsWithItsLastElement() throws IOException {
    labelled("flux", "outcome");
    Flux<String> many = shop.flux(Flux.just("a", "b"));
    assertThat(calls()).isEmpty();
    assertThat(many.collectList().block()).containsExactly("a", "b");
    assertThat(calls()).containsOnly(Map.entry("ok", 1.0));
  }

  @Test
  void labelsAreShownOnTheSpanOfTheOperationAround() throws IOException {
    counter("acme.shop.Shop#[create|later]", "labels: {of: outcome}", "span: [of]");
    Operation request = Operation.start(HttpServer.TYPE, Context.root());
    shop.create("a");
    request.leave();
    Operation other = Operation.start(HttpServer.TYPE, Context.root());
    CompletableFuture<String> when = new CompletableFuture<>();
    shop.later(when);
    other.leave();
    when.completeExceptionally(new IllegalStateException());
    request.end();
    other.end();
    assertThat(attribute(request)).isEqualTo("ok");
    assertThat(attribute(other)).isEqualTo("error");
  }

  private static String attribute(Operation operation) {
    return ((SpanData) operation).getAttributes().get(AttributeKey.stringKey("of"));
  }

  @Test
  void whatRulesReadTriggersNoRule() throws IOException {
    rules(
        """
        version: 1
        metrics:
          calls_total: {type: counter, on: method acme.shop.Shop#create}
          orders_total: {type: counter, on: method acme.shop.Shop#order, labels: {of: args.order.x}}
        """);
    shop.order(shop.loud());
    assertThat(series("orders_total")).containsOnly(Map.entry("loud2", 1.0));
    assertThat(calls().values()).doesNotContain(1.0);
  }

  @Test
  void aRuleThatGoesIsNoLongerWoven() throws IOException {
    labelled("create", "args.name");
    shop.create("a");
    Catalogue before = catalogue;
    labelled("factorial", "args.n");
    shop.create("b");
    shop.factorial(3);
    assertThat(calls()).containsOnly(Map.entry("3", 1.0));
    catalogue = before;
    assertThat(calls()).containsOnly(Map.entry("a", 1.0));
  }

  @Test
  void aRuleThatReadsMoreThanBeforeIsWovenAnew() throws IOException {
    labelled("create", "args.name");
    shop.create("a", 1);
    labelled("create", "args.count");
    shop.create("a", 1);
    assertThat(calls()).containsOnly(Map.entry("1", 1.0));
  }

  @Test
  void theAgentKeepsNoClassAlive() throws Exception {
    labelled("process", "args.request.style.name");
    WeakReference<ClassLoader> loader = new WeakReference<>(processedElsewhere());
    assertThat(calls()).containsOnly(Map.entry("far", 1.0));
    long end = System.nanoTime() + 10_000_000_000L;
    while (loader.get() != null && System.nanoTime() < end) {
      System.gc();
      Thread.onSpinWait();
    }
    assertThat(loader.get()).isNull();
  }

  /** Calls the method in classes of a loader of their own, which is returned. */
  private static ClassLoader processedElsewhere() throws Exception {
    ClassLoader loader =
        new ClassLoader(MethodRulesTest.class.getClassLoader()) {
          @Override
          protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("acme.shop.")) {
              return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            byte[] file = classFile(name);
            return loaded == null ? defineClass(name, file, 0, file.length) : loaded;
          }
        };
    Class<?> type = loader.loadClass("acme.shop.Shop");
    Class<?> request = loader.loadClass("acme.shop.Request");
    assertThat(type).isNotSameAs(Shop.class);
    type.getMethod("process", request)
        .invoke(
            type.getConstructor().newInstance(),
            request.getConstructor(String.class, String.class).newInstance("x", "far"));
    return loader;
  }

  @Test
  void errorsTellTheMend() throws IOException {
    rules(
        """
        version: 1
        metrics:
          a_total:
            type: counter
            on: method acme.shop.Shop#create
            labels: {of: retrun}
          b_total:
            type: counter
            on: method acme.shop.Shop#process
            labels: {plan: args.request.getPlan()}
          c_total: {type: counter, on: method acme.shop.Shop}
          d_total: {type: counter, on: method java.util.ArrayList#add}
          e_total: {type: counter, on: method acme.shop.Shop#create, labels: {of: args}}
          f_total: {type: counter, on: method acme.*.Shop+#create}
          g_total: {type: counter, on: method acme.shop.Shop#<init>}
        """);
    assertThat(catalogue.problems())
        .extracting(line -> line.substring(line.indexOf("rules.yaml")))
        .containsExactly(
            "rules.yaml:6:18: error: 'retrun' is not available here; a method has args, this,"
                + " return, error, outcome, duration. Did you mean return?",
            "rules.yaml:10:32: error: '.getPlan(' calls a method; write '.plan'",
            "rules.yaml:11:39: error: a method is named TYPE#NAME, such as"
                + " com.acme.img.ImageProcessor#process",
            "rules.yaml:12:39: error: 'java.util.ArrayList' is the JDK's; a method is one of the"
                + " application's or a library's",
            "rules.yaml:13:75: error: 'args' needs the name or number of an argument, such as"
                + " args.0",
            "rules.yaml:14:39: error: subtypes are those of a type named in full, such as"
                + " com.acme.Job+#run",
            "rules.yaml:15:54: error: a constructor cannot be observed; name a method");
  }
}
