/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.extension;

import static net.bytebuddy.matcher.ElementMatchers.named;

import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Collections;
import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;

/** Advice that only works inlined. */
public final class RepeatModule extends InstrumentationModule implements TypeInstrumentation {
  public RepeatModule() {
    super("repeat");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Collections.singletonList(this);
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("example.shop.CashTill");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(named("sell"), RepeatModule.class.getName() + "$Repeated");
  }

  /** Repeats what it is around. */
  public static final class Repeated {
    private Repeated() {}

    @Advice.OnMethodExit(repeatOn = Advice.OnNonDefaultValue.class)
    public static boolean exit() {
      return false;
    }
  }
}
