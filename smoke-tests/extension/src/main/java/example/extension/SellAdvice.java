/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.extension;

import example.shop.Order;
import net.bytebuddy.asm.Advice;

/** Around {@code Till.sell}. */
public final class SellAdvice {
  private SellAdvice() {}

  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static Sale start(@Advice.Argument(0) Order order) {
    return Sale.start(order);
  }

  @Advice.AssignReturned.ToReturned
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static String end(
      @Advice.Enter Sale sale, @Advice.Return String receipt, @Advice.Thrown Throwable thrown) {
    sale.end(thrown);
    return receipt == null ? null : receipt + ", thank you";
  }
}
