/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.extension;

import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import java.util.List;

/** A module that cannot be made. */
public final class BrokenModule extends InstrumentationModule {
  public BrokenModule() {
    super("broken");
    throw new IllegalStateException("broken by design");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    throw new AssertionError();
  }
}
