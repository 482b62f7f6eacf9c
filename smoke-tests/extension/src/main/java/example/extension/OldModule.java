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

/** Advice of the old kind, which is copied into the application. */
public final class OldModule extends InstrumentationModule implements TypeInstrumentation {
  public OldModule() {
    super("old");
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
    transformer.applyAdviceToMethod(named("sell"), OldModule.class.getName() + "$OldAdvice");
  }

  /** Inlined. */
  public static final class OldAdvice {
    private OldAdvice() {}

    @Advice.OnMethodEnter
    public static void enter() {
      System.out.println("old advice");
    }
  }
}
