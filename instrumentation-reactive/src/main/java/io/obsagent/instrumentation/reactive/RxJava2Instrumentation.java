/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.reactive;

import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Types;
import io.opentelemetry.context.Context;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import io.reactivex.CompletableObserver;
import io.reactivex.MaybeObserver;
import io.reactivex.Observer;
import io.reactivex.SingleObserver;
import java.util.Collections;
import java.util.List;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;

/**
 * RxJava 2: what is current where a source is subscribed to is current where its signals arrive,
 * whoever emits them. Only sources that others emit into are woven: from there on operators run on
 * the thread that emits, and schedulers hand over what is current themselves. The application's
 * plugins, and how operators fuse, stay as they are.
 */
public final class RxJava2Instrumentation extends InstrumentationModule
    implements TypeInstrumentation {
  private static final String CORE = "io.reactivex.";
  private static final String OPERATORS = "io.reactivex.internal.operators.";
  private static final String PROCESSORS = "io.reactivex.processors.";
  private static final String SUBJECTS = "io.reactivex.subjects.";

  /** Made by the list of modules. */
  public RxJava2Instrumentation() {
    super("rxjava-2", "reactive");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Collections.singletonList(this);
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return Types.named(
        OPERATORS + "completable.CompletableCache",
        OPERATORS + "completable.CompletableCreate",
        OPERATORS + "completable.CompletableFromPublisher",
        OPERATORS + "completable.CompletableFromUnsafeSource",
        OPERATORS + "flowable.FlowableCache",
        OPERATORS + "flowable.FlowableCreate",
        OPERATORS + "flowable.FlowableFromPublisher",
        OPERATORS + "flowable.FlowableInterval",
        OPERATORS + "flowable.FlowableIntervalRange",
        OPERATORS + "flowable.FlowablePublish",
        OPERATORS + "flowable.FlowablePublishAlt",
        OPERATORS + "flowable.FlowableReplay",
        OPERATORS + "maybe.MaybeCache",
        OPERATORS + "maybe.MaybeCreate",
        OPERATORS + "maybe.MaybeUnsafeCreate",
        OPERATORS + "observable.ObservableCache",
        OPERATORS + "observable.ObservableCreate",
        OPERATORS + "observable.ObservableFromPublisher",
        OPERATORS + "observable.ObservableFromUnsafeSource",
        OPERATORS + "observable.ObservableInterval",
        OPERATORS + "observable.ObservableIntervalRange",
        OPERATORS + "observable.ObservablePublish",
        OPERATORS + "observable.ObservablePublishAlt",
        OPERATORS + "observable.ObservableReplay",
        OPERATORS + "single.SingleCache",
        OPERATORS + "single.SingleCreate",
        OPERATORS + "single.SingleFromPublisher",
        OPERATORS + "single.SingleFromUnsafeSource",
        PROCESSORS + "AsyncProcessor",
        PROCESSORS + "BehaviorProcessor",
        PROCESSORS + "MulticastProcessor",
        PROCESSORS + "PublishProcessor",
        PROCESSORS + "ReplayProcessor",
        PROCESSORS + "UnicastProcessor",
        SUBJECTS + "AsyncSubject",
        SUBJECTS + "BehaviorSubject",
        SUBJECTS + "CompletableSubject",
        SUBJECTS + "MaybeSubject",
        SUBJECTS + "PublishSubject",
        SUBJECTS + "ReplaySubject",
        SUBJECTS + "SingleSubject",
        SUBJECTS + "UnicastSubject");
  }

  @Override
  public void transform(TypeTransformer type) {
    Methods subscribe = Methods.named("subscribeActual").takes(1);
    type.applyAdviceToMethod(
        subscribe.takes(0, "org.reactivestreams.Subscriber"), ToFlowable.class.getName());
    type.applyAdviceToMethod(subscribe.takes(0, CORE + "Observer"), ToObservable.class.getName());
    type.applyAdviceToMethod(subscribe.takes(0, CORE + "SingleObserver"), ToSingle.class.getName());
    type.applyAdviceToMethod(subscribe.takes(0, CORE + "MaybeObserver"), ToMaybe.class.getName());
    type.applyAdviceToMethod(
        subscribe.takes(0, CORE + "CompletableObserver"), ToCompletable.class.getName());
  }

  static final class ToFlowable {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @AssignReturned.ToArguments(@AssignReturned.ToArguments.ToArgument(0))
    static @Nullable Subscriber<?> enter(@Argument(0) Subscriber<?> subscriber) {
      Context current = Context.current();
      return current == Context.root() ? null : new Rx2Observers.OfFlowable<>(current, subscriber);
    }
  }

  static final class ToObservable {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @AssignReturned.ToArguments(@AssignReturned.ToArguments.ToArgument(0))
    static @Nullable Observer<?> enter(@Argument(0) Observer<?> observer) {
      Context current = Context.current();
      return current == Context.root() ? null : new Rx2Observers.OfObservable<>(current, observer);
    }
  }

  static final class ToSingle {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @AssignReturned.ToArguments(@AssignReturned.ToArguments.ToArgument(0))
    static @Nullable SingleObserver<?> enter(@Argument(0) SingleObserver<?> observer) {
      Context current = Context.current();
      return current == Context.root() ? null : new Rx2Observers.OfSingle<>(current, observer);
    }
  }

  static final class ToMaybe {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @AssignReturned.ToArguments(@AssignReturned.ToArguments.ToArgument(0))
    static @Nullable MaybeObserver<?> enter(@Argument(0) MaybeObserver<?> observer) {
      Context current = Context.current();
      return current == Context.root() ? null : new Rx2Observers.OfMaybe<>(current, observer);
    }
  }

  static final class ToCompletable {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @AssignReturned.ToArguments(@AssignReturned.ToArguments.ToArgument(0))
    static @Nullable CompletableObserver enter(@Argument(0) CompletableObserver observer) {
      Context current = Context.current();
      return current == Context.root() ? null : new Rx2Observers.OfCompletable(current, observer);
    }
  }
}
