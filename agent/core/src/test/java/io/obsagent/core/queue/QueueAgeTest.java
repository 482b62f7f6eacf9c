/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueAgeTest {
  private final QueueState queue = new QueueState("tasks");

  private @Nullable Double age() {
    return (Double) queue.read("age");
  }

  @Test
  void whoAddsKnowsTheAgeOfTheOldest() throws InterruptedException {
    queue.added(1, 1);
    Thread.sleep(20);
    queue.added(1, 2);
    assertThat(age()).isBetween(0.02, 5.0);
  }

  @Test
  void whoAddsForgetsWhatIsTaken() throws InterruptedException {
    queue.added(1, 1);
    Thread.sleep(200);
    queue.added(1, 1);
    assertThat(age()).isLessThan(0.19);
  }

  @Test
  void anEmptyQueueHasNoAge() {
    queue.added(1, 1);
    queue.told(0);
    assertThat(age()).isZero();
  }

  @Test
  void nothingIsKnownAtFirst() {
    assertThat(age()).isNull();
  }

  @Test
  void whoTakesKnowsByWhatElementsTell() {
    queue.taken(1, System.currentTimeMillis() - 90_000);
    queue.told(3);
    assertThat(age()).isBetween(90.0, 95.0);
  }

  @Test
  void whoTakesKnowsNothingWhereElementsTellNothing() {
    queue.taken(1, 0);
    queue.told(3);
    assertThat(age()).isNull();
  }

  @Test
  void whatWasTakenBeforeTheQueueWasEmptyTellsNothingOfWhatIsInItNow() {
    queue.taken(1, System.currentTimeMillis() - 90_000);
    queue.told(0);
    queue.told(1);
    assertThat(age()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"a\",\"timestamp\":\"%s\"}",
        "{\"enqueued_at\":\"%s\"}",
        "{\"createdAt\" : \"%s\"}"
      })
  void anElementTellsByTheUsualNames(String element) {
    Instant added = Instant.now().minusSeconds(60);
    byte[][] arguments = {"jobs".getBytes(UTF_8), "1".getBytes(UTF_8)};
    QueueCommand command = QueueCommand.of(CommandKind.WAIT, "BRPOP", arguments);
    List<byte[]> reply = Arrays.asList(arguments[0], element.formatted(added).getBytes(UTF_8));
    Taken taken = command.replied(reply, null);
    assertThat(taken.addedMillis()).isEqualTo(added.toEpochMilli());
  }

  @Test
  void anEntryOfAStreamTellsByItsId() {
    List<Object> entry = Arrays.asList("1795255200123-4".getBytes(UTF_8), List.of());
    Taken taken = Taken.entries(queue, "tasks", List.of(entry));
    assertThat(taken.addedMillis()).isEqualTo(1_795_255_200_123L);
  }
}
