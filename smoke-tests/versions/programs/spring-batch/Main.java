/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

final class Main {
  static void main(String[] args) throws Exception {
    Stock.serve();
    Batch batch = new Batch();
    System.out.println(batch.run("import", false, Stock::ask, () -> "written"));
    System.out.println(
        batch.run(
            "broken",
            false,
            () -> {
              throw new IllegalStateException("no file");
            },
            () -> "written"));
    Web.request("/import", () -> batch.run("asked for", false, Stock::ask, () -> "written"));
    Web.request("/later", () -> batch.run("later", true, Stock::ask, () -> "written"));
  }
}
