/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.method;

import org.jspecify.annotations.Nullable;

/**
 * What woven methods call: by the number of their site as they are entered, with what rules read as
 * they are left. The exit methods differ in how many arguments of the method they get; they return
 * what takes the place of the method's result, where call sites allow that, or null.
 */
final class CallAdvice {
  /** Arguments that rules read of one method beyond these are left out. */
  static final int MOST_ARGUMENTS = 8;

  private CallAdvice() {}

  static @Nullable Object enter(int number) {
    Site site = Site.of(number);
    long recorded = site.recorded();
    return recorded == 0 ? null : Calls.mine().begin(site, recorded);
  }

  static @Nullable Object exit0(
      @Nullable Object call,
      @Nullable Object self,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    return call == null ? null : ((MethodCall) call).left(self, result, thrown);
  }

  static @Nullable Object exit1(
      @Nullable Object call,
      @Nullable Object self,
      @Nullable Object a0,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    if (call == null) {
      return null;
    }
    MethodCall left = (MethodCall) call;
    left.argument(0, a0);
    return left.left(self, result, thrown);
  }

  static @Nullable Object exit2(
      @Nullable Object call,
      @Nullable Object self,
      @Nullable Object a0,
      @Nullable Object a1,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    if (call == null) {
      return null;
    }
    MethodCall left = (MethodCall) call;
    left.argument(0, a0);
    left.argument(1, a1);
    return left.left(self, result, thrown);
  }

  static @Nullable Object exit3(
      @Nullable Object call,
      @Nullable Object self,
      @Nullable Object a0,
      @Nullable Object a1,
      @Nullable Object a2,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    if (call == null) {
      return null;
    }
    MethodCall left = (MethodCall) call;
    left.argument(0, a0);
    left.argument(1, a1);
    left.argument(2, a2);
    return left.left(self, result, thrown);
  }

  static @Nullable Object exit4(
      @Nullable Object call,
      @Nullable Object self,
      @Nullable Object a0,
      @Nullable Object a1,
      @Nullable Object a2,
      @Nullable Object a3,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    if (call == null) {
      return null;
    }
    MethodCall left = (MethodCall) call;
    left.argument(0, a0);
    left.argument(1, a1);
    left.argument(2, a2);
    left.argument(3, a3);
    return left.left(self, result, thrown);
  }

  static @Nullable Object exit5(
      @Nullable Object call,
      @Nullable Object self,
      @Nullable Object a0,
      @Nullable Object a1,
      @Nullable Object a2,
      @Nullable Object a3,
      @Nullable Object a4,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    if (call == null) {
      return null;
    }
    MethodCall left = (MethodCall) call;
    left.argument(0, a0);
    left.argument(1, a1);
    left.argument(2, a2);
    left.argument(3, a3);
    left.argument(4, a4);
    return left.left(self, result, thrown);
  }

  static @Nullable Object exit6(
      @Nullable Object call,
      @Nullable Object self,
      @Nullable Object a0,
      @Nullable Object a1,
      @Nullable Object a2,
      @Nullable Object a3,
      @Nullable Object a4,
      @Nullable Object a5,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    if (call == null) {
      return null;
    }
    MethodCall left = (MethodCall) call;
    left.argument(0, a0);
    left.argument(1, a1);
    left.argument(2, a2);
    left.argument(3, a3);
    left.argument(4, a4);
    left.argument(5, a5);
    return left.left(self, result, thrown);
  }

  static @Nullable Object exit7(
      @Nullable Object call,
      @Nullable Object self,
      @Nullable Object a0,
      @Nullable Object a1,
      @Nullable Object a2,
      @Nullable Object a3,
      @Nullable Object a4,
      @Nullable Object a5,
      @Nullable Object a6,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    if (call == null) {
      return null;
    }
    MethodCall left = (MethodCall) call;
    left.argument(0, a0);
    left.argument(1, a1);
    left.argument(2, a2);
    left.argument(3, a3);
    left.argument(4, a4);
    left.argument(5, a5);
    left.argument(6, a6);
    return left.left(self, result, thrown);
  }

  static @Nullable Object exit8(
      @Nullable Object call,
      @Nullable Object self,
      @Nullable Object a0,
      @Nullable Object a1,
      @Nullable Object a2,
      @Nullable Object a3,
      @Nullable Object a4,
      @Nullable Object a5,
      @Nullable Object a6,
      @Nullable Object a7,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    if (call == null) {
      return null;
    }
    MethodCall left = (MethodCall) call;
    left.argument(0, a0);
    left.argument(1, a1);
    left.argument(2, a2);
    left.argument(3, a3);
    left.argument(4, a4);
    left.argument(5, a5);
    left.argument(6, a6);
    left.argument(7, a7);
    return left.left(self, result, thrown);
  }
}
