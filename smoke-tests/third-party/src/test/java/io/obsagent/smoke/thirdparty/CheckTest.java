/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.thirdparty;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code check} on an application that others made: Spring Cloud Data Flow's shell. */
class CheckTest {
  private static final String CLIENT =
      "BOOT-INF/lib/spring-cloud-dataflow-rest-client-2.5.1.RELEASE.jar";
  private static final String SHELL =
      "BOOT-INF/lib/spring-cloud-dataflow-shell-core-2.5.1.RELEASE.jar";

  @TempDir Path scratch;

  private int status;

  private String check(String rules) throws Exception {
    Files.writeString(scratch.resolve("rules.yaml"), rules);
    Path root = Path.of("").toAbsolutePath();
    Path application = root.resolve("target/application.jar");
    while (!Files.exists(root.resolve("mvnw"))) {
      root = root.getParent();
    }
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-jar",
                    root.resolve("agent/dist/target/obs-agent.jar").toString(),
                    "check",
                    "rules.yaml",
                    "--app",
                    application.toString()))
            .directory(scratch.toFile())
            .redirectErrorStream(true)
            .start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .replaceAll("(?m)^Picked up .*\n", "");
    status = process.waitFor();
    return output;
  }

  @Test
  void namesTheMethodsThatEachRuleBindsTo() throws Exception {
    assertThat(
            check(
                """
                metrics:
                  starts_total:
                    type: counter
                    on: method org.springframework.cloud.dataflow.shell.app.ShellApplication#main
                  streams_created_total:
                    type: counter
                    on: method org.springframework.cloud.dataflow.rest.client.StreamOperations+#createStream
                    labels: {deploy: args.deploy, name: return.name}
                  task_commands_total:
                    type: counter
                    on: method org.springframework.cloud.dataflow.shell.command.TaskCommands#@org.springframework.shell.core.annotation.CliAvailabilityIndicator
                """))
        .isEqualTo(
            """
            starts_total on method org.springframework.cloud.dataflow.shell.app.ShellApplication#main
              org.springframework.cloud.dataflow.shell.app.ShellApplication#main(String[] args)  BOOT-INF/classes/
            streams_created_total on method org.springframework.cloud.dataflow.rest.client.StreamOperations+#createStream
              org.springframework.cloud.dataflow.rest.client.StreamTemplate#createStream(String name, String definition, String description, boolean deploy)  %1$s
            task_commands_total on method org.springframework.cloud.dataflow.shell.command.TaskCommands#@org.springframework.shell.core.annotation.CliAvailabilityIndicator
              org.springframework.cloud.dataflow.shell.command.TaskCommands#availableWithCreateRole()  %2$s
              org.springframework.cloud.dataflow.shell.command.TaskCommands#availableWithDeployRole()  %2$s
              org.springframework.cloud.dataflow.shell.command.TaskCommands#availableWithDestroyRole()  %2$s
              org.springframework.cloud.dataflow.shell.command.TaskCommands#availableWithUnDeployRole()  %2$s
              org.springframework.cloud.dataflow.shell.command.TaskCommands#availableWithViewRole()  %2$s
            ok: 3 rules
            """
                .formatted(CLIENT, SHELL));
    assertThat(status).isZero();
  }

  @Test
  void tellsTheMendOfWhatDoesNotBind() throws Exception {
    assertThat(
            check(
                """
                metrics:
                  gone_total:
                    type: counter
                    on: method org.springframework.cloud.dataflow.rest.client.StreamTemplate#createStreem
                  tasks_total:
                    type: counter
                    on: method org.springframework.cloud.dataflow.rest.client.TaskTemplate#launch
                    labels: {task: args.nme}
                  moved_total:
                    type: counter
                    on: method com.acme.StreamTemplate#deploy
                """))
        .startsWith(
            """
            rules.yaml:4:9: error: 'org.springframework.cloud.dataflow.rest.client.StreamTemplate' has no method 'createStreem'. Did you mean 'createStream'?
            rules.yaml:7:9: error: org.springframework.cloud.dataflow.rest.client.TaskTemplate#launch has no argument 'nme'; there is name, properties, arguments, alternateComposedTaskRunnerApp. Did you mean 'name'?
            rules.yaml:11:9: error: the application has no class 'com.acme.StreamTemplate'. Did you mean 'org.springframework.cloud.dataflow.rest.client.StreamTemplate'?
            """);
    assertThat(status).isEqualTo(1);
  }
}
