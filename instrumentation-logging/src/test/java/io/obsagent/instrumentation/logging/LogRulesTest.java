/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.LoggerContext;
import io.obsagent.core.catalogue.Catalogue;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.resources.Resource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.ThreadContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;

/** Log events as rules see them. */
@InProcessOnly
class LogRulesTest {
  @RegisterExtension
  static final Agent agent =
      Agent.with(
          new JbossLogManagerInstrumentation(),
          new JulInstrumentation(),
          new Log4j1Instrumentation(),
          new Log4jInstrumentation(),
          new LogbackInstrumentation());

  @TempDir Path folder;

  private Catalogue catalogue;
  private Catalogue.Installation installation;

  @BeforeEach
  void install() throws Exception {
    Path rules =
        Files.writeString(
            folder.resolve("rules.yaml"),
            """
            metrics:
              warned_total:
                type: counter
                on: log WARN acme.*
                labels: {level: level, message: message, exception: exception else 'none', tenant: mdc.tenant}
            """);
    catalogue = Catalogue.load(List.of(), List.of(rules.toFile()));
    assertThat(catalogue.problems()).isEmpty();
    installation = catalogue.install();
  }

  @AfterEach
  void close() {
    installation.close();
  }

  private Map<String, Long> warned() {
    Map<String, Long> values = new TreeMap<>();
    for (MetricData metric : catalogue.produce(Resource.empty())) {
      if (metric.getName().equals("warned_total")) {
        for (LongPointData point : metric.getLongSumData().getPoints()) {
          StringBuilder labels = new StringBuilder();
          for (String label : List.of("level", "message", "exception", "tenant")) {
            labels.append(point.getAttributes().get(AttributeKey.stringKey(label))).append('|');
          }
          values.put(labels.toString(), point.getValue());
        }
      }
    }
    return values;
  }

  private static final Map<String, Long> EXPECTED =
      Map.of(
          "ERROR|no room for {}|java.lang.IllegalStateException|blue|", 1L,
          "WARN|late by {}|none|unknown|", 2L);

  @Test
  void logbackTellsEventsOfTheLevelAndAboveByTheirTemplates() {
    LoggerContext context = new LoggerContext();
    ch.qos.logback.classic.Logger logger = context.getLogger("acme.Orders");
    logger.info("not {}", 1);
    logger.warn("late by {}", 2);
    logger.warn("late by {}", 3);
    context.getLogger("other").error("not");
    MDC.put("tenant", "blue");
    logger.error("no room for {}", "ann", new IllegalStateException());
    MDC.clear();
    context.stop();
    assertThat(warned()).isEqualTo(EXPECTED);
  }

  @Test
  void log4jTellsThemToo() {
    org.apache.logging.log4j.Logger logger = LogManager.getLogger("acme.Orders");
    ((org.apache.logging.log4j.core.Logger) logger).setLevel(Level.INFO);
    logger.info("not {}", 1);
    logger.warn("late by {}", 2);
    logger.warn("late by {}", 3);
    LogManager.getLogger("other").error("not");
    ThreadContext.put("tenant", "blue");
    logger.error("no room for {}", "ann", new IllegalStateException());
    ThreadContext.clearAll();
    assertThat(warned()).isEqualTo(EXPECTED);
  }

  @Test
  void javaUtilLoggingTellsThem() {
    java.util.logging.Logger logger = java.util.logging.Logger.getLogger("acme.Orders");
    logger.setUseParentHandlers(false);
    logger.log(java.util.logging.Level.INFO, "not {0}", 1);
    logger.log(java.util.logging.Level.WARNING, "late by {0}", 2);
    logger.log(java.util.logging.Level.WARNING, "late by {0}", 3);
    java.util.logging.Logger.getLogger("other").fine("not");
    logger.log(java.util.logging.Level.SEVERE, "no room for ann", new IllegalStateException());
    logger.setLevel(java.util.logging.Level.OFF);
    logger.log(new java.util.logging.LogRecord(java.util.logging.Level.SEVERE, "not"));
    logger.setLevel(null);
    assertThat(warned())
        .isEqualTo(
            Map.of(
                "ERROR|no room for ann|java.lang.IllegalStateException|unknown|", 1L,
                "WARN|late by {0}|none|unknown|", 2L));
  }

  @Test
  void whatAHandlerHandsOnToAnotherLibraryIsToldOnce() {
    LoggerContext context = new LoggerContext();
    java.util.logging.Logger logger = java.util.logging.Logger.getLogger("acme.Bridged");
    logger.setUseParentHandlers(false);
    java.util.logging.Handler bridge =
        new java.util.logging.Handler() {
          @Override
          public void publish(java.util.logging.LogRecord record) {
            context.getLogger(record.getLoggerName()).warn("bridged");
            throw new IllegalStateException("no room");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.addHandler(bridge);
    assertThatThrownBy(() -> logger.warning("late")).hasMessage("no room");
    logger.removeHandler(bridge);
    context.getLogger("acme.Bridged").warn("after");
    context.stop();
    assertThat(warned())
        .isEqualTo(Map.of("WARN|after|none|unknown|", 1L, "WARN|late|none|unknown|", 1L));
  }

  @Test
  void jbossLogManagerTellsThem() {
    org.jboss.logmanager.Logger logger =
        org.jboss.logmanager.LogContext.create().getLogger("acme.Orders");
    logger.log(java.util.logging.Level.INFO, "not {0}", 1);
    logger.log(java.util.logging.Level.WARNING, "late by {}", 2);
    logger.log(org.jboss.logmanager.Level.WARN, "late by {}", 3);
    org.jboss.logmanager.MDC.put("tenant", "blue");
    logger.log(org.jboss.logmanager.Level.ERROR, "no room for {}", new IllegalStateException());
    org.jboss.logmanager.MDC.remove("tenant");
    assertThat(warned()).isEqualTo(EXPECTED);
  }

  @Test
  void log4j1TellsThemAsTheyAre() {
    org.apache.log4j.Logger logger = org.apache.log4j.Logger.getLogger("acme.Orders");
    logger.info("not");
    logger.warn("late by {}");
    logger.warn("late by {}");
    logger.error("no room for {}", new IllegalStateException());
    logger.fatal("out");
    assertThat(warned())
        .isEqualTo(
            Map.of(
                "ERROR|no room for {}|java.lang.IllegalStateException|unknown|", 1L,
                "FATAL|out|none|unknown|", 1L,
                "WARN|late by {}|none|unknown|", 2L));
  }
}
