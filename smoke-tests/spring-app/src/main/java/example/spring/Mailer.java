/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.spring;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;

/** Works beside requests. */
@Service
class Mailer {
  private static final Logger LOG = LoggerFactory.getLogger(Mailer.class);

  private final Store store;

  Mailer(Store store) {
    this.store = store;
  }

  @Async
  public void tell(String name) {
    store.mailed(name);
    LOG.info("told of {}", name);
  }

  @Scheduled(fixedDelay = 3_600_000)
  public void tidy() {
    store.forgetMails();
    LOG.info("tidied");
  }
}
