/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.realstaging.api;

import java.time.Duration;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Where clients may put their originals. */
@Component
class Uploads {
  private static final Duration VALID = Duration.ofMinutes(15);

  private final S3Presigner presigner;
  private final String bucket;

  Uploads(S3Presigner presigner, Settings settings) {
    this.presigner = presigner;
    this.bucket = settings.bucket();
  }

  String bucket() {
    return bucket;
  }

  String urlFor(String key) {
    return presigner
        .presignPutObject(
            request ->
                request
                    .signatureDuration(VALID)
                    .putObjectRequest(put -> put.bucket(bucket).key(key)))
        .url()
        .toString();
  }
}
