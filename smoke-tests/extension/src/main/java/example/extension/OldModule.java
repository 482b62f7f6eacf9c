/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.extension;

import static net.bytebuddy.matcher.ElementMatchers.named;

import example.shop.Order;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import io.opentelemetry.javaagent.extension.instrumentation.internal.ExperimentalInstrumentationModule;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;

/** Advice of the old kind, to be copied into the application, with a helper and a virtual field. */
public final class OldModule extends InstrumentationModule
    implements TypeInstrumentation, ExperimentalInstrumentationModule {
  public OldModule() {
    super("old");
  }

  @Override
  public List<String> getAdditionalHelperClassNames() {
    return Collections.singletonList("example.extension.Stamps");
  }

  @Override
  public void registerVirtualFields(BiConsumer<String, String> fields) {
    fields.accept("example.shop.Order", "java.lang.String");
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
  @SuppressWarnings("unused")
  public static final class OldAdvice {
    private OldAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    public static void enter(
        @Advice.Argument(value = 0, readOnly = false) Order order,
        @Advice.Local("stamps") Stamps stamps) {
      if (order.item().equals("pen")) {
        order = new Order("pencil");
      }
      stamps = new Stamps();
      stamps.put(order);
    }

    @Advice.OnMethodExit(suppress = Throwable.class)
    public static void exit(
        @Advice.Argument(0) Order order,
        @Advice.Local("stamps") Stamps stamps,
        @Advice.Origin("#m") String method,
        @Advice.Return(readOnly = false) String receipt) {
      receipt = receipt + stamps.of(order, method);
    }
  }
}
