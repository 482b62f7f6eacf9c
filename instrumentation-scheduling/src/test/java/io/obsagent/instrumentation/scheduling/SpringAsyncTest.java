/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.scheduling;

import static io.obsagent.instrumentation.scheduling.RunFacts.attribute;
import static io.obsagent.instrumentation.scheduling.RunFacts.isThere;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.obsagent.core.queue.CommandKind;
import io.obsagent.core.queue.Jobs;
import io.obsagent.core.queue.QueueCommand;
import io.obsagent.instrumentation.concurrent.ThreadPoolInstrumentation;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.AsyncAnnotationBeanPostProcessor;
import org.springframework.scheduling.concurrent.ConcurrentTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.support.CronTrigger;
import org.springframework.util.concurrent.ListenableFuture;

class SpringAsyncTest {
  @RegisterExtension
  static final Agent agent =
      Agent.with(
          new ThreadPoolInstrumentation(),
          new ScheduledExecutorInstrumentation(),
          new SpringSchedulingInstrumentation(),
          new SpringAsyncInstrumentation());

  interface Mail {
    void send();

    void sendBroken();

    Future<String> sendAndTell();

    Future<String> sendLater(CompletableFuture<String> answer);

    Future<String> sendBrokenAndTell();
  }

  static class Mailer implements Mail {
    @Async
    @Override
    public void send() {
      Agent.work("smtp").run();
    }

    @Async
    @Override
    public void sendBroken() {
      throw new IllegalStateException("no");
    }

    @Async
    @Override
    public Future<String> sendAndTell() {
      Agent.work("smtp").run();
      return CompletableFuture.completedFuture("sent");
    }

    @Async
    @Override
    public CompletableFuture<String> sendLater(CompletableFuture<String> answer) {
      return answer;
    }

    @Async
    @Override
    public Future<String> sendBrokenAndTell() {
      throw new IllegalStateException("no");
    }
  }

  interface Listened {
    ListenableFuture<String> send();
  }

  static class ListenedMailer implements Listened {
    @Async
    @Override
    public ListenableFuture<String> send() {
      Agent.work("smtp").run();
      return new org.springframework.scheduling.annotation.AsyncResult<>("sent");
    }
  }

  private final ThreadPoolTaskExecutor pool = pool();

  private static ThreadPoolTaskExecutor pool() {
    ThreadPoolTaskExecutor pool = new ThreadPoolTaskExecutor();
    pool.setCorePoolSize(1);
    pool.setWaitForTasksToCompleteOnShutdown(true);
    pool.initialize();
    return pool;
  }

  @AfterEach
  void stop() {
    pool.shutdown();
  }

  private static <T> T async(Class<T> type, T bean, Executor executor) {
    AsyncAnnotationBeanPostProcessor processor = new AsyncAnnotationBeanPostProcessor();
    processor.setExecutor(executor);
    processor.setBeanFactory(new DefaultListableBeanFactory());
    return type.cast(processor.postProcessAfterInitialization(bean, "mailer"));
  }

  private Mail mail() {
    return async(Mail.class, new Mailer(), pool);
  }

  @Test
  void aCallIsAJobUnderItsCaller() throws Exception {
    agent.root("request", () -> mail().send());
    assertThat(agent.trace(3))
        .isEqualTo(
            "INTERNAL request\n"
                + "  INTERNAL job SpringAsyncTest$Mailer.send\n"
                + "    INTERNAL smtp");
    SpanData job = agent.span("job SpringAsyncTest$Mailer.send");
    assertThat(attribute(job, "job.name")).isEqualTo("SpringAsyncTest$Mailer.send");
    assertThat(attribute(job, "job.scheduler")).isEqualTo("spring");
    assertThat(attribute(job, "job.status")).isEqualTo("completed");
    agent.metric("jobs_processed_total").with("status", "completed").hasValue(1);
  }

  @Test
  void aCallThatNothingLedToIsARoot() {
    mail().send();
    assertThat(agent.trace(2))
        .isEqualTo("INTERNAL job SpringAsyncTest$Mailer.send\n  INTERNAL smtp");
  }

  @Test
  void whatLeavesAMethodThatReturnsNothingIsTold() {
    mail().sendBroken();
    SpanData job = agent.spans(1).get(0);
    assertThat(attribute(job, "job.status")).isEqualTo("failed");
    assertThat(attribute(job, "error.type")).isEqualTo("java.lang.IllegalStateException");
    assertThat(job.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  void whatLeavesAMethodWithAFutureIsToldAndReachesTheCaller() {
    Future<String> sent = mail().sendBrokenAndTell();
    assertThatThrownBy(sent::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
    SpanData job = agent.spans(1).get(0);
    assertThat(attribute(job, "job.status")).isEqualTo("failed");
    assertThat(attribute(job, "error.type")).isEqualTo("java.lang.IllegalStateException");
  }

  @Test
  void aJobEndsAsItsFutureIsDone() throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    agent.root(
        "request",
        () -> {
          Future<String> sent = mail().sendLater(answer);
          assertThatThrownBy(() -> sent.get(100, TimeUnit.MILLISECONDS))
              .isInstanceOf(TimeoutException.class);
          assertThat(agent.spans()).isEmpty();
          answer.complete("yes");
          assertThat(sent.get(10, TimeUnit.SECONDS)).isEqualTo("yes");
          return null;
        });
    assertThat(agent.trace(2))
        .isEqualTo("INTERNAL request\n  INTERNAL job SpringAsyncTest$Mailer.sendLater");
  }

  @Test
  void aFutureThatFailsFailsItsJobAsATimeoutIfItIsOne() {
    CompletableFuture<String> answer = new CompletableFuture<>();
    Future<String> sent = mail().sendLater(answer);
    answer.completeExceptionally(new TimeoutException("late"));
    assertThatThrownBy(sent::get).hasCauseInstanceOf(TimeoutException.class);
    assertThat(attribute(agent.spans(1).get(0), "job.status")).isEqualTo("timeout");
  }

  @Test
  void aListenableFutureIsWaitedForToo() throws Exception {
    assumeTrue(isThere("org.springframework.util.concurrent.ListenableFuture"));
    Listened mail = async(Listened.class, new ListenedMailer(), pool);
    agent.root("request", () -> assertThat(mail.send().get()).isEqualTo("sent"));
    assertThat(agent.trace(3))
        .isEqualTo(
            "INTERNAL request\n"
                + "  INTERNAL job SpringAsyncTest$ListenedMailer.send\n"
                + "    INTERNAL smtp");
  }

  @Test
  void aCallOnTheCallersThreadIsAJobAmidTheCallers() throws Exception {
    Mail mail = async(Mail.class, new Mailer(), new SyncTaskExecutor());
    agent.root("request", () -> mail.send());
    assertThat(agent.trace())
        .isEqualTo(
            "INTERNAL request\n"
                + "  INTERNAL job SpringAsyncTest$Mailer.send\n"
                + "    INTERNAL smtp");
  }

  @Test
  void aJobMayAskForAJob() throws Exception {
    Mail mail = mail();
    Mail outer =
        async(
            Mail.class,
            new Mailer() {
              @Async
              @Override
              public void send() {
                mail.send();
              }
            },
            new SimpleAsyncTaskExecutor());
    outer.send();
    assertThat(agent.trace(3))
        .isEqualTo(
            "INTERNAL job SpringAsyncTest$1.send\n"
                + "  INTERNAL job SpringAsyncTest$Mailer.send\n"
                + "    INTERNAL smtp");
  }

  private static QueueCommand poll() {
    byte[][] arguments = {"jobs".getBytes(UTF_8), "1".getBytes(UTF_8)};
    QueueCommand command = QueueCommand.of(CommandKind.WAIT, "BRPOP", arguments);
    command.sending();
    return command;
  }

  /** Takes an element as a worker does, works on it, and looks for the next. */
  private static void take(String element, Runnable work) {
    byte[] queue = "jobs".getBytes(UTF_8);
    Jobs.begin(poll().replied(Arrays.asList(queue, element.getBytes(UTF_8)), null));
    work.run();
    poll();
    Jobs.taskEnded(null);
  }

  @Test
  @InProcessOnly
  void aCallForAnElementOfAQueueIsPartOfItsJob() {
    take("an element that is mailed", () -> mail().send());
    assertThat(agent.trace(2)).isEqualTo("CONSUMER job jobs\n  INTERNAL smtp");
    assertThat(attribute(agent.span("job jobs"), "job.status")).isEqualTo("completed");
  }

  @Test
  @InProcessOnly
  void aCallThatFailsForAnElementOfAQueueFailsItsJob() {
    take("an element that cannot be mailed", () -> mail().sendBroken());
    SpanData job = agent.spans(1).get(0);
    assertThat(job.getName()).isEqualTo("job jobs");
    assertThat(attribute(job, "job.status")).isEqualTo("failed");
  }

  private static void isCarried(Executor executor) throws Exception {
    agent.root("request", () -> executor.execute(() -> Agent.work("work").run()));
    assertThat(agent.trace(2)).isEqualTo("INTERNAL request\n  INTERNAL work");
  }

  @Test
  void aTaskOfAPoolIsPartOfWhatAskedForIt() throws Exception {
    isCarried(pool);
  }

  @Test
  void aTaskOnAThreadOfItsOwnIsPartOfWhatAskedForIt() throws Exception {
    isCarried(new SimpleAsyncTaskExecutor());
  }

  @Test
  void aTaskThatIsThrottledIsPartOfWhatAskedForIt() throws Exception {
    SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor();
    executor.setConcurrencyLimit(1);
    isCarried(executor);
  }

  @Test
  void aTaskOnAVirtualThreadIsPartOfWhatAskedForIt() throws Exception {
    assumeTrue(isThere("org.springframework.core.task.VirtualThreadTaskExecutor"));
    assumeTrue(Runtime.version().feature() >= 21);
    SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor();
    SimpleAsyncTaskExecutor.class
        .getMethod("setVirtualThreads", boolean.class)
        .invoke(executor, true);
    isCarried(executor);
  }

  @Test
  void aTaskOfASchedulerIsPartOfWhatAskedForIt() throws Exception {
    ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
    scheduler.initialize();
    isCarried(scheduler);
    scheduler.shutdown();
  }

  @Test
  void aTaskOfAnExecutorOfTheJdkIsPartOfWhatAskedForIt() throws Exception {
    isCarried(new ConcurrentTaskExecutor(pool.getThreadPoolExecutor()));
  }

  @Test
  void aTaskWithAResultOnAThreadOfItsOwnIsPartOfWhatAskedForIt() throws Exception {
    Callable<String> task =
        () -> {
          Agent.work("work").run();
          return "done";
        };
    SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor();
    agent.root("request", () -> assertThat(executor.submit(task).get()).isEqualTo("done"));
    assertThat(agent.trace(2)).isEqualTo("INTERNAL request\n  INTERNAL work");
  }

  @Test
  void aTaskThatATriggerRepeatsBelongsToNobody() throws Exception {
    Runnable librarys =
        (Runnable)
            Proxy.newProxyInstance(
                SpringAsyncTest.class.getClassLoader(),
                new Class<?>[] {Runnable.class},
                (proxy, method, arguments) -> {
                  Agent.work("work").run();
                  return null;
                });
    ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
    scheduler.initialize();
    agent.root("request", () -> scheduler.schedule(librarys, new CronTrigger("* * * * * *")));
    agent.spans(2);
    scheduler.shutdown();
    assertThat(agent.traces()).contains("INTERNAL request", "INTERNAL work");
  }
}
