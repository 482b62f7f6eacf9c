/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package acme;

/** What an application might have. */
public interface Orders<T> {
  String place(T order, String plan);

  /** In memory. */
  class Local implements Orders<String> {
    @Override
    public String place(String order, String plan) {
      return order + plan;
    }

    @Deprecated
    public int count(long since) {
      return (int) since;
    }
  }

  /** Of a further generation. */
  class Remote extends Local {
    @Override
    public String place(String order, String plan) {
      return plan;
    }
  }

  /** Has nothing to do with it. */
  @Deprecated
  class Other {
    public static String place(long order, String plan) {
      return plan + order;
    }
  }
}
