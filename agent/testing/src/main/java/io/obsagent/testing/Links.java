/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.testing;

import io.obsagent.bootstrap.Dispatch;
import io.obsagent.core.weave.Linker;

/**
 * Links woven code to advice. A class of its own because verifying one that hands a linker to the
 * dispatcher loads the dispatcher's interface, which must lie on the boot path by then.
 */
final class Links {
  private Links() {}

  static void install(Linker.AdviceLoader advice) {
    Dispatch.agent(new Linker(advice));
  }
}
