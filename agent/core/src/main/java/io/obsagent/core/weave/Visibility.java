/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import io.obsagent.bootstrap.Dispatch;
import io.obsagent.core.log.AgentLog;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether class loaders find the agent's bootstrap classes: a woven class of one that does not
 * could not be used. Each is asked once, and kept alive by nobody here. Thread-safe.
 */
final class Visibility {
  /** Those that {@link BootDelegation} opens. */
  private static final String[] OPENED = {
    "org/apache/felix/framework/BundleWiringImpl$BundleClassLoader",
    "org/eclipse/osgi/internal/loader/ModuleClassLoader",
    "org/jboss/modules/ConcurrentClassLoader",
  };

  private final Map<ClassLoader, Boolean> known =
      Collections.synchronizedMap(new WeakHashMap<ClassLoader, Boolean>());

  /** Whether a class, by its internal name, is a loader that is to be opened. */
  static boolean isToBeOpened(String name) {
    if (name.endsWith("ClassLoader")) {
      for (String loader : OPENED) {
        if (loader.equals(name)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Says so once for each class of loaders that do not. */
  boolean isGivenTo(@Nullable ClassLoader loader) {
    if (loader == null) {
      return true;
    }
    Boolean given = known.get(loader);
    if (given == null) {
      given = finds(loader);
      known.put(loader, given);
    }
    return given;
  }

  private static boolean finds(ClassLoader loader) {
    try {
      if (loader.loadClass(Dispatch.class.getName()) == Dispatch.class) {
        return true;
      }
    } catch (ClassNotFoundException | RuntimeException | LinkageError e) {
      AgentLog.debug("a loader of " + loader.getClass().getName(), e);
    }
    AgentLog.warnOnce(
        "blind ".concat(loader.getClass().getName()),
        "classes of "
            + loader.getClass().getName()
            + " are left as they are: it does not let them find io.obsagent.bootstrap");
    return false;
  }
}
