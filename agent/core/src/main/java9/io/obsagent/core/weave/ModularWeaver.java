/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import io.obsagent.bootstrap.Attached;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * The weaver where classes belong to modules. A module whose class is woven must read the agent's
 * bootstrap classes before the class is linked: the JVM sees to that by itself, but only after it
 * has checked the class's interfaces, and on one thread while others may go ahead. Thread-safe.
 */
final class ModularWeaver implements ClassFileTransformer {
  private final Weaver weaver;
  private final Instrumentation instrumentation;
  private final Module bootstrap = Attached.class.getModule();

  ModularWeaver(Weaver weaver, Instrumentation instrumentation) {
    this.weaver = weaver;
    this.instrumentation = instrumentation;
  }

  @Override
  public byte @Nullable [] transform(
      Module module,
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    byte[] woven = weaver.transform(loader, name, redefined, domain, classFile);
    return woven == null || module.canRead(bootstrap) || letRead(module, name) ? woven : null;
  }

  private boolean letRead(Module module, @Nullable String name) {
    try {
      instrumentation.redefineModule(
          module,
          Collections.singleton(bootstrap),
          Collections.emptyMap(),
          Collections.emptyMap(),
          Collections.emptySet(),
          Collections.emptyMap());
      return true;
    } catch (Throwable t) {
      weaver.failed(String.valueOf(name), t);
      return false;
    }
  }
}
