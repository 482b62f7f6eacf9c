/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package acme;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.operation.OperationType;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Types;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Collections;
import java.util.List;
import net.bytebuddy.asm.Advice.Enter;
import net.bytebuddy.asm.Advice.OnMethodEnter;
import net.bytebuddy.asm.Advice.OnMethodExit;
import net.bytebuddy.asm.Advice.Thrown;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** Acme's mailer: one client operation per mail, from call to return. */
public final class MailerInstrumentation extends InstrumentationModule
    implements TypeInstrumentation {
  public MailerInstrumentation() {
    super("acme-mailer", "mail");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Collections.singletonList(this);
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return Types.named("acme.Mailer");
  }

  @Override
  public void transform(TypeTransformer type) {
    type.applyAdviceToMethod(Methods.named("send").takes(2), Send.class.getName());
  }

  static final class Send {
    private static final OperationType TYPE = new OperationType("mail.send", SpanKind.CLIENT);

    @OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start() {
      Operation operation = Operation.start(TYPE);
      return operation == null ? null : operation.name("send mail");
    }

    @OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(@Enter @Nullable Operation operation, @Thrown @Nullable Throwable error) {
      if (operation != null) {
        operation.fail(error).end();
      }
    }
  }
}
