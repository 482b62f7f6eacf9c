/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.telemetry;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import org.jspecify.annotations.Nullable;

/** The operating system's bean, apart because module jdk.management may be absent. */
final class SystemBean {
  private SystemBean() {}

  static @Nullable Double cpuSeconds() {
    OperatingSystemMXBean bean = ManagementFactory.getOperatingSystemMXBean();
    return bean instanceof com.sun.management.OperatingSystemMXBean
        ? ((com.sun.management.OperatingSystemMXBean) bean).getProcessCpuTime() / 1e9
        : null;
  }

  static @Nullable Long openFiles() {
    OperatingSystemMXBean bean = ManagementFactory.getOperatingSystemMXBean();
    return bean instanceof UnixOperatingSystemMXBean
        ? ((UnixOperatingSystemMXBean) bean).getOpenFileDescriptorCount()
        : null;
  }
}
