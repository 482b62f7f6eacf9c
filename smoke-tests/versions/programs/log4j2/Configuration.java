/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;

/** One appender to standard error and one to standard output. */
final class Configuration {
  private Configuration() {}

  static void apply() throws Exception {
    Path file = Paths.get("log4j2.xml").toAbsolutePath();
    String xml =
        "<Configuration status='ERROR'><Appenders><Console name='err'"
            + " target='SYSTEM_ERR'><PatternLayout pattern='LOG %X{trace_id} %X{span_id}"
            + " %X{trace_flags} %X{tenant} %level %msg%n%ex{0}'/></Console><Console"
            + " name='out'><PatternLayout pattern='%level %X{tenant}"
            + " %msg%n%ex{0}'/></Console></Appenders><Loggers><Root level='info'><AppenderRef"
            + " ref='err'/><AppenderRef ref='out'/></Root></Loggers></Configuration>";
    Files.write(file, xml.getBytes("UTF-8"));
    System.setProperty("log4j.configurationFile", file.toUri().toString());
    System.setProperty("log4j2.disable.jmx", "true");
  }
}
