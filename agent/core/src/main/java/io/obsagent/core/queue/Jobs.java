/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.queue;

import io.obsagent.core.log.AgentLog;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OwnThreads;
import io.obsagent.core.operation.TaskWatcher;
import io.obsagent.core.operation.Tasks;
import io.obsagent.core.settings.Settings;
import io.obsagent.core.vocabulary.Job;
import io.obsagent.core.vocabulary.Observations;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Collections;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that threads of this process work on. A job begins when a thread has taken an element
 * from a queue and lasts until the thread's next take; meanwhile it is current. It also ends with
 * the task that began it, with its thread, and when it is given up as too long. A job that handed
 * tasks to executors lasts until those are over too. A take within a request or a declared job is
 * part of that and begins none. Thread-safe.
 */
public final class Jobs {
  private static final int MOST_WORKERS = 256;
  private static final RecentElements TAKEN = new RecentElements();
  private static final ConcurrentHashMap<Worker, Boolean> WORKERS = new ConcurrentHashMap<>();
  private static final ThreadLocal<@Nullable Worker> MINE = new ThreadLocal<>();

  /** What its thread has left to tasks that it handed to others. */
  private static final ConcurrentHashMap<RunningJob, Boolean> LEFT = new ConcurrentHashMap<>();

  private static final int MOST_LEFT = 10_000;
  private static @Nullable Thread watch;

  private Jobs() {}

  /**
   * Says that the current thread is about to take from a queue.
   *
   * @param wait what it will wait for; null when it will not wait
   * @return who then waits, until told that the wait is over; null when that is part of a request
   */
  static @Nullable Worker polled(String queue, @Nullable Object wait) {
    Tasks.leave();
    leaveGivenUp();
    if (isServing()) {
      return null;
    }
    Worker worker = mine();
    if (WORKERS.containsKey(worker)) {
      worker.observed = true;
      show(worker);
    }
    worker.polled(queue, wait);
    RunningJob job = worker.job.get();
    if (job != null && !isWithin(job.operation)) {
      end(worker, null);
    }
    return worker;
  }

  /** A job that was given up from another thread is current on its own until then. */
  private static void leaveGivenUp() {
    Operation current = Operation.current();
    if (current != null && current.type() == Job.TYPE && !current.isRunning()) {
      current.leave();
    }
  }

  /**
   * Says that the current thread is about to look into a queue, as one does that then removes what
   * it finds. If it has taken that way last, it is through with that.
   */
  static void looking(String queue) {
    Worker worker = MINE.get();
    if (worker != null && worker.looksInto(queue)) {
      polled(queue, null);
      worker.looks();
    }
  }

  /** Says that the current thread is about to remove from a queue what it found there. */
  static void removing(String queue) {
    polled(queue, null);
    Worker worker = MINE.get();
    if (worker != null) {
      worker.looks();
    }
  }

  /** Whether something inside the job is current: what is polled then is part of the job. */
  private static boolean isWithin(Operation job) {
    Operation current = Operation.current();
    Operation around = current == job || current == null ? null : current.parent();
    while (around != null && around != job) {
      around = around.parent();
    }
    return around == job;
  }

  /**
   * Begins the job of what the current thread has taken, and makes it current on the thread.
   *
   * @return false when it is part of what the thread does already
   */
  public static boolean begin(Taken taken) {
    if (isServing()) {
      return false;
    }
    Worker worker = mine();
    if (worker.job.get() != null) {
      return false;
    }
    RunningJob job = start(taken);
    if (job == null) {
      return false;
    }
    worker.job.set(job);
    worker.works();
    watch();
    return true;
  }

  /**
   * Begins the job of a message that the current thread is about to give to those who listen to its
   * channel. {@link #messageEnded} ends it.
   *
   * @param channel a text or its bytes
   * @param message bytes, a text or an object that a client made of it
   * @return false when messages of the channel are no jobs, or it is part of what the thread does
   *     already
   */
  public static boolean beginMessage(@Nullable Object channel, @Nullable Object message) {
    if (!Queues.hasChannels()) {
      return false;
    }
    String key = QueueCommand.string(channel);
    QueueState queue = Queues.findChannel(key);
    return queue != null && begin(Taken.message(queue, key, message));
  }

  /**
   * Says that those have been told whom a message is for. If the current thread still works on its
   * job, that ends.
   *
   * @param thrown what left them; null when nothing did
   */
  public static void messageEnded(@Nullable Throwable thrown) {
    Worker worker = MINE.get();
    RunningJob job = worker == null ? null : worker.job.get();
    if (worker != null && job != null && job.isMessage) {
      end(worker, thrown);
    }
  }

  /** Begins the job of what was taken, current on this thread, for whoever ends it. */
  static @Nullable RunningJob start(Taken taken) {
    Operation around = Operation.current();
    if (around != null && around.type() == Job.TYPE && !ToldJobs.mayTake(around)) {
      return null;
    }
    Context parent = parent(taken);
    Operation operation = Operation.startNested(Job.TYPE, parent);
    operation.name(taken.queue.jobName);
    operation.set(Job.QUEUE, taken.queue.name).set(Job.NAME, taken.queue.name);
    operation.set(Job.ID, taken.jobId()).set(Job.TASK, taken.task());
    operation.set(Job.ELEMENT, taken.document());
    if (taken.count > 1) {
      operation.attribute("messaging.batch.message_count", taken.count);
    }
    ElementId id = taken.id();
    if (id != null) {
      relate(operation, id, parent);
    }
    RunningJob job = new RunningJob(operation, around, taken.isMessage);
    operation.watch(job);
    return job;
  }

  /**
   * Gives a job the ids that whoever asked for it knows, and links it to that where it was here.
   */
  static void relate(Operation operation, ElementId id, Context parent) {
    if (TAKEN.find(id) == null) {
      operation.identify(id.high, id.low, id.span);
    }
    TAKEN.add(new RecentElements.Entry(id, null, null));
    RecentElements.Entry adder = parent == Context.root() ? QueueCommand.adder(id) : null;
    if (adder != null && adder.traceId != null && adder.spanId != null) {
      operation.link(
          Long.parseUnsignedLong(adder.traceId.substring(0, 16), 16),
          Long.parseUnsignedLong(adder.traceId.substring(16), 16),
          Long.parseUnsignedLong(adder.spanId, 16));
    }
  }

  /** Says that the current thread is about to add an element to a queue. */
  static void adding(String queue, byte[] element) {
    Worker worker = MINE.get();
    RunningJob job = worker == null ? null : worker.job.get();
    if (job != null) {
      job.adding(queue, element);
    }
  }

  private static Context parent(Taken taken) {
    return parent(isPropagated() ? taken.traceparent() : null);
  }

  /** Whether what is queued carries the trace context. */
  static boolean isPropagated() {
    return Settings.QUEUE_PROPAGATION.get().equals("payload");
  }

  /** The context that a job goes on with; the root context when it came with none. */
  static Context parent(@Nullable String traceparent) {
    return traceparent == null
        ? Context.root()
        : W3CTraceContextPropagator.getInstance()
            .extract(Context.root(), traceparent, TraceparentGetter.INSTANCE);
  }

  /**
   * Says that a library logged an error on the current thread. To be called for events of level
   * ERROR or above.
   *
   * @param logged the exception that was logged; null when there was none
   */
  public static void errorLogged(@Nullable Throwable logged) {
    RunningJob job = workedOn();
    if (job != null) {
      job.errorLogged(logged);
    }
  }

  /**
   * Says that a method which works on elements has been left.
   *
   * @param thrown what left it; null when nothing did
   */
  static void tried(@Nullable Throwable thrown) {
    RunningJob job = workedOn();
    if (job != null) {
      job.tried(thrown);
    }
  }

  /** The job that the current thread works on, of its own or in a task; null when on none. */
  private static @Nullable RunningJob workedOn() {
    Worker worker = MINE.get();
    RunningJob job = worker == null ? null : worker.job.get();
    if (job == null) {
      TaskWatcher watcher = Tasks.watcher();
      job = watcher instanceof RunningJob ? (RunningJob) watcher : null;
    }
    return job;
  }

  /**
   * Says that the current thread has come to the end of a task, such as one of an executor. The job
   * that it works on ends.
   *
   * @param thrown what left the task; null when nothing did
   */
  public static void taskEnded(@Nullable Throwable thrown) {
    Worker worker = MINE.get();
    if (worker != null) {
      end(worker, thrown);
    }
  }

  /**
   * Ends the job that the current thread has taken from a queue within an operation that ends now.
   *
   * @param thrown what left the code that worked on it; null when nothing did
   */
  static void endWithin(Operation around, @Nullable Throwable thrown) {
    Worker worker = MINE.get();
    RunningJob job = worker == null ? null : worker.job.get();
    if (worker != null && job != null && job.around == around) {
      end(worker, thrown);
    }
  }

  /** Whether an element was taken lately. */
  static boolean tookLately(ElementId id) {
    return TAKEN.find(id) != null;
  }

  /** Ends what dead threads left, gives up what takes too long. */
  static void tidy() {
    long most = Settings.JOB_TIMEOUT.get() * 1_000_000_000L;
    for (RunningJob job : LEFT.keySet()) {
      if (!job.operation.isRunning()) {
        LEFT.remove(job);
      } else if (job.operation.durationNanos() > most) {
        LEFT.remove(job);
        job.giveUp();
      }
    }
    for (Worker worker : WORKERS.keySet()) {
      if (!worker.isAlive()) {
        WORKERS.remove(worker);
        hide(worker);
        end(worker, null);
      } else {
        RunningJob job = worker.job.get();
        if (job != null
            && job.operation.durationNanos() > most
            && worker.job.compareAndSet(job, null)) {
          job.giveUp();
        }
      }
    }
  }

  /** Of several threads of one name, the one that asked last is shown. */
  private static void show(Worker worker) {
    Observations.WORKER.put(worker.name, worker);
  }

  private static void hide(Worker ended) {
    if (Observations.WORKER.remove(ended.name, ended)) {
      for (Worker worker : WORKERS.keySet()) {
        if (worker.observed && worker.isAlive() && worker.name.equals(ended.name)) {
          show(worker);
        }
      }
    }
  }

  private static void end(Worker worker, @Nullable Throwable thrown) {
    RunningJob job = worker.job.getAndSet(null);
    if (job == null) {
      return;
    }
    if (thrown != null || LEFT.size() >= MOST_LEFT || !job.isLeft()) {
      job.end(thrown);
    } else {
      LEFT.put(job, Boolean.TRUE);
    }
  }

  /** The last task is over that a job was left to. */
  static void ended(RunningJob job) {
    job.end(null);
    LEFT.remove(job);
  }

  private static Worker mine() {
    Worker worker = MINE.get();
    if (worker == null) {
      worker = new Worker(Thread.currentThread());
      MINE.set(worker);
      if (WORKERS.size() < MOST_WORKERS) {
        WORKERS.put(worker, Boolean.TRUE);
      }
    }
    return worker;
  }

  /** Whether the current thread serves a request, so that what it takes is part of that. */
  private static boolean isServing() {
    Operation operation = Operation.current();
    while (operation != null) {
      if (operation.isRunning() && operation.type().kind() == SpanKind.SERVER) {
        return true;
      }
      operation = operation.parent();
    }
    return false;
  }

  private static synchronized void watch() {
    if (watch == null) {
      Thread started = OwnThreads.daemon(new Watch(), "obs-jobs");
      watch = started;
      started.start();
    }
  }

  private static final class Watch implements Runnable {
    @Override
    public void run() {
      while (true) {
        try {
          Thread.sleep(1000);
          tidy();
        } catch (InterruptedException e) {
          // Nobody ends this thread but the JVM.
        } catch (RuntimeException e) {
          AgentLog.debug("jobs are not watched this second", e);
        }
      }
    }
  }

  private enum TraceparentGetter implements TextMapGetter<String> {
    INSTANCE;

    @Override
    public Iterable<String> keys(String traceparent) {
      return Collections.singletonList(QueueCommand.TRACEPARENT);
    }

    @Override
    public @Nullable String get(@Nullable String traceparent, String key) {
      return key.equals(QueueCommand.TRACEPARENT) ? traceparent : null;
    }
  }
}
