/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.vantage;

import org.springframework.stereotype.Component;

/** Stands for a language model. */
@Component
class TextModel {
  String generate(String prompt) {
    if (prompt.contains("forbidden")) {
      throw new IllegalStateException("the model refuses");
    }
    return "On " + prompt + ": more could be said.";
  }
}
