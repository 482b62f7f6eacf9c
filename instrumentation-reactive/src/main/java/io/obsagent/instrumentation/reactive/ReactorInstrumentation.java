/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.reactive;

import io.obsagent.core.operation.Tasks;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Stateful;
import io.obsagent.core.weave.Types;
import io.opentelemetry.context.Context;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice.Argument;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.This;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;

/**
 * Reactor 3.4 and later: what is current where a source is subscribed to is current where its
 * signals arrive, whoever emits them. Only sources that others emit into are woven: from there on
 * operators run on the thread that emits, and schedulers hand over what is current themselves. The
 * application's hooks, and how operators fuse, stay as they are. A publisher of another library is
 * a source as soon as it is made a {@code Flux} or {@code Mono}, which operators do themselves from
 * 3.6 on; before that its signals have no context in an operator that subscribes to it directly.
 */
public final class ReactorInstrumentation extends InstrumentationModule {
  private static final String PUBLISHER = "reactor.core.publisher.";

  /** Made by the list of modules. */
  public ReactorInstrumentation() {
    super("reactor", "reactive");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Sources(), new VirtualTasks());
  }

  private static final class Sources implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(
          PUBLISHER + "MonoCreate",
          PUBLISHER + "MonoCompletionStage",
          PUBLISHER + "MonoFromPublisher",
          PUBLISHER + "MonoSource",
          PUBLISHER + "MonoCacheTime",
          PUBLISHER + "MonoCacheInvalidateIf",
          PUBLISHER + "MonoCacheInvalidateWhen",
          PUBLISHER + "FluxCreate",
          PUBLISHER + "FluxInterval",
          PUBLISHER + "FluxSource",
          PUBLISHER + "FluxPublish",
          PUBLISHER + "FluxReplay",
          PUBLISHER + "SinkEmptyMulticast",
          PUBLISHER + "SinkOneMulticast",
          PUBLISHER + "SinkManyBestEffort",
          PUBLISHER + "SinkManyEmitterProcessor",
          PUBLISHER + "SinkManyReplayProcessor",
          PUBLISHER + "SinkManyUnicast",
          PUBLISHER + "SinkManyUnicastNoBackpressure",
          PUBLISHER + "UnicastManySinkNoBackpressure",
          PUBLISHER + "DirectProcessor",
          PUBLISHER + "EmitterProcessor",
          PUBLISHER + "NextProcessor",
          PUBLISHER + "ReplayProcessor",
          PUBLISHER + "UnicastProcessor",
          "reactor.adapter.JdkFlowAdapter$FlowPublisherAsFlux",
          "reactor.netty.FutureMono$DeferredFutureMono",
          "reactor.netty.FutureMono$DeferredWriteMono",
          "reactor.netty.FutureMono$ImmediateFutureMono",
          "reactor.netty.channel.FluxReceive",
          "reactor.netty.channel.MonoSendMany");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("subscribe", "subscribeOrReturn")
              .takes(1)
              .takes(0, "reactor.core.CoreSubscriber"),
          Subscribe.class.getName());
    }
  }

  /** Tasks of the elastic scheduler on virtual threads; those of others are tasks of the JDK. */
  private static final class VirtualTasks implements TypeInstrumentation, Stateful {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(
          "reactor.core.scheduler.BoundedElasticThreadPerTaskScheduler$SchedulerTask");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.constructors(), TaskMade.class.getName());
      type.applyAdviceToMethod(
          Methods.named("call").takes(0).returns("java.lang.Void"), TaskRun.class.getName());
    }
  }

  static final class Subscribe {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    @AssignReturned.ToArguments(@AssignReturned.ToArguments.ToArgument(0))
    static @Nullable CoreSubscriber<?> enter(@Argument(0) CoreSubscriber<?> subscriber) {
      Context current = Context.current();
      return current == Context.root() ? null : ReactorSubscriber.in(current, subscriber);
    }
  }

  static final class TaskMade {
    @OnMethodExit(inline = false, suppress = Throwable.class)
    static void handOver(@This Object task) {
      Tasks.handOver(task);
    }
  }

  static final class TaskRun {
    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Context begin(@This Object task) {
      return Tasks.begin(task);
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(@Enter @Nullable Context before) {
      if (before != null) {
        Tasks.end(before);
      }
    }
  }
}
