/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.realstaging.worker;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.TimeoutException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Stages one image. */
final class JobHandler {
  private static final Logger log = LogManager.getLogger(JobHandler.class);

  private final ImageStore store;
  private final ObjectStore objects;
  private final Replicate replicate;
  private final Duration timeout;

  JobHandler(ImageStore store, ObjectStore objects, Replicate replicate, Settings settings) {
    this.store = store;
    this.objects = objects;
    this.replicate = replicate;
    this.timeout = settings.jobTimeout();
  }

  void process(Job job) throws IOException, InterruptedException, TimeoutException {
    Instant start = Instant.now();
    store.processing(job.imageId());
    byte[] original = objects.download(job.bucket(), job.originalKey());
    String image = "data:image/png;base64," + Base64.getEncoder().encodeToString(original);
    byte[] staged = replicate.stage(job, image, start.plus(timeout));
    objects.upload(job.resultBucket(), job.resultKey(), staged);
    store.ready(job.imageId(), job.resultKey());
    long millis = Duration.between(start, Instant.now()).toMillis();
    log.info("Image {} is ready after {} ms", job.imageId(), millis);
  }
}
