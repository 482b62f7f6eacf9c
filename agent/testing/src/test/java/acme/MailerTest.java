/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The example in HACKING.md works, and is what is printed there. */
@InProcessOnly
class MailerTest {
  @RegisterExtension static final Agent agent = Agent.with(new MailerInstrumentation());

  @Test
  void aMailIsOneClientOperation() throws Exception {
    agent.root("request", () -> new Mailer().send("a@b.example", "hello"));
    assertThat(agent.trace()).isEqualTo("INTERNAL request\n  CLIENT send mail");
  }

  @Test
  void aMailThatCannotBeSentIsAnError() {
    assertThatThrownBy(() -> new Mailer().send("nobody", "hello"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(agent.span("send mail").getStatus()).isEqualTo(StatusData.error());
  }

  @Test
  void thePageShowsThisExample() throws IOException {
    String source = Files.readString(Path.of("src/test/java/acme/MailerInstrumentation.java"));
    assertThat(Files.readString(Path.of("../../HACKING.md")))
        .contains(source.substring(source.indexOf("/** Acme's")));
  }
}
