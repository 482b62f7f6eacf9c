/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.settings.Settings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JsonLinesTest {
  private static final class Event extends Logged {
    private final Map<String, Object> entries = new LinkedHashMap<>();
    private final Map<String, Object> pairs = new LinkedHashMap<>();
    private @Nullable Throwable error;
    private String text = "Image created";

    Event(int rank) {
      super(rank);
    }

    Event entry(String key, Object value) {
      entries.put(key, value);
      return this;
    }

    Event pair(String key, Object value) {
      pairs.put(key, value);
      return this;
    }

    @Override
    protected String logger() {
      return "acme.img.Images";
    }

    @Override
    protected String message() {
      return text;
    }

    @Override
    protected String text() {
      if (text.isEmpty()) {
        throw new IllegalStateException("no text");
      }
      return text;
    }

    @Override
    protected long epochMillis() {
      return 1_760_301_000_007L;
    }

    @Override
    protected Map<String, ?> entries() {
      return entries;
    }

    @Override
    protected Map<String, ?> pairs() {
      return pairs;
    }

    @Override
    protected StackTraceElement place() {
      return new StackTraceElement("acme.img.Images", "create", "Images.java", 156);
    }

    @Override
    public @Nullable String context(String key) {
      return null;
    }

    @Override
    public @Nullable Throwable error() {
      return error;
    }
  }

  private static final String IDS =
      "\"trace_id\":\"0af7\",\"span_id\":\"b7ad\",\"user_id\":\"u-1\",";

  private static void catalogue(String name) {
    Settings.load("obs.catalogue=" + name, Map.of("otel.service.name", "api"));
  }

  private static Event event(int rank) {
    return new Event(rank)
        .entry("trace_id", "0af7")
        .entry("span_id", "b7ad")
        .entry("trace_flags", "01")
        .entry("user_id", "u-1");
  }

  @AfterEach
  void reset() {
    Settings.load(null, Map.of());
  }

  @Test
  void realstagingHasIdsUserAndTheEventsOwnPairs() {
    catalogue("realstaging");
    assertThat(JsonLines.line(event(2).pair("image_id", "img_1").pair("duration_ms", 45)))
        .isEqualTo(
            "{\"timestamp\":\"2025-10-12T20:30:00.007Z\",\"level\":\"info\",\"service\":\"api\","
                + IDS
                + "\"message\":\"Image created\",\"image_id\":\"img_1\",\"duration_ms\":45}\n");
  }

  @Test
  void whatIsNotKnownIsLeftOutAndTraceIsDebug() {
    catalogue("");
    assertThat(JsonLines.line(new Event(0)))
        .isEqualTo(
            "{\"timestamp\":\"2025-10-12T20:30:00.007Z\",\"level\":\"debug\",\"service\":\"api\","
                + "\"message\":\"Image created\"}\n");
  }

  @Test
  void apexCallsTheMessageEvent() {
    catalogue("apex");
    assertThat(JsonLines.line(event(5)))
        .isEqualTo(
            "{\"timestamp\":\"2025-10-12T20:30:00.007Z\",\"level\":\"fatal\",\"service\":\"api\","
                + IDS
                + "\"event\":\"Image created\"}\n");
  }

  @Test
  void imutisTellsThePlaceAndPutsTheRestIntoExtra() {
    catalogue("imutis");
    assertThat(JsonLines.line(event(3).entry("request_id", "r-1").entry("device_ip", "10.0.0.1")))
        .isEqualTo(
            "{\"timestamp\":\"2025-10-12T20:30:00.007Z\",\"level\":\"WARNING\","
                + "\"logger\":\"acme.img.Images\",\"message\":\"Image created\","
                + "\"pathname\":\"Images.java\",\"lineno\":156,\"request_id\":\"r-1\","
                + "\"user_id\":\"u-1\",\"device_ip\":\"10.0.0.1\",\"exception\":null,"
                + "\"extra\":{\"trace_id\":\"0af7\",\"span_id\":\"b7ad\"}}\n");
  }

  @Test
  void autoservePutsTheRestIntoMetadata() {
    catalogue("autoserve");
    assertThat(
            JsonLines.line(
                event(2)
                    .entry("correlation_id", "c-1")
                    .entry("ip_address", "10.0.0.1")
                    .pair("duration_ms", 45)))
        .isEqualTo(
            "{\"timestamp\":\"2025-10-12T20:30:00.007Z\",\"level\":\"INFO\",\"service\":\"api\","
                + "\"module\":\"Images\",\"message\":\"Image created\","
                + "\"correlation_id\":\"c-1\",\"user_id\":\"u-1\",\"duration_ms\":45,"
                + "\"metadata\":{\"trace_id\":\"0af7\",\"span_id\":\"b7ad\","
                + "\"ip_address\":\"10.0.0.1\"}}\n");
  }

  @Test
  void anExceptionIsOneField() {
    catalogue("realstaging");
    Event event = new Event(4);
    event.error = new IllegalStateException("no \"room\"");
    assertThat(JsonLines.line(event))
        .contains("\"exception\":\"java.lang.IllegalStateException: no \\\"room\\\"\\n\\u0009at ")
        .containsOnlyOnce("\n")
        .endsWith("}\n");
  }

  @Test
  void secretsAreMasked() {
    catalogue("realstaging");
    Event event = new Event(2).entry("api_key", "k-1").pair("nested", Map.of("password", "hidden"));
    event.text = "sent password=hidden to ann@example.com\nand so on";
    event.error = new IllegalStateException("token=hidden");
    assertThat(JsonLines.line(event))
        .doesNotContain("hidden")
        .doesNotContain("k-1")
        .doesNotContain("ann@")
        .contains("\"api_key\":\"_redacted\"");
  }

  @Test
  void thePairsOfTheSystemStandOverTheEventsOwn() {
    catalogue("realstaging");
    assertThat(JsonLines.line(new Event(2).pair("message", "mine").pair("level", "mine")))
        .doesNotContain("mine");
  }

  @Test
  void anEventThatCannotBeReadIsALineAllTheSame() {
    catalogue("realstaging");
    Event event = new Event(2);
    event.text = "";
    assertThat(JsonLines.line(event)).isEqualTo("{\"level\":\"INFO\",\"message\":\"\"}\n");
  }
}
