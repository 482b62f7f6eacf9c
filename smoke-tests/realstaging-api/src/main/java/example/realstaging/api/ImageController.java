/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.realstaging.api;

import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Images: ask for one to be staged, and see what became of it. */
@RestController
@RequestMapping("/api/v1/images")
class ImageController {
  private static final Logger log = LoggerFactory.getLogger(ImageController.class);
  private static final int PAGE = 50;

  private final ImageStore store;
  private final Uploads uploads;
  private final JobQueue queue;
  private final String usualModel;

  ImageController(ImageStore store, Uploads uploads, JobQueue queue, Settings settings) {
    this.store = store;
    this.uploads = uploads;
    this.queue = queue;
    this.usualModel = settings.model();
  }

  @PostMapping
  ResponseEntity<CreatedImage> create(
      @RequestAttribute(TokenFilter.USER) String user, @RequestBody NewImage image) {
    long start = System.nanoTime();
    if (image.projectId() == null || image.roomType() == null || image.style() == null) {
      throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
    }
    if (store.email(user).isEmpty()) {
      throw new ResponseStatusException(HttpStatus.FORBIDDEN);
    }
    UUID id = UUID.randomUUID();
    String model = image.model() == null ? usualModel : image.model();
    String originalKey = "originals/" + id + ".png";
    store.insert(id, user, image, model, originalKey);
    String uploadUrl = uploads.urlFor(originalKey);
    queue.add(job(id, user, image, model, originalKey));
    log.atInfo()
        .addKeyValue("image_id", id)
        .addKeyValue("project_id", image.projectId())
        .addKeyValue("duration_ms", (System.nanoTime() - start) / 1_000_000)
        .log("Image created successfully");
    return ResponseEntity.created(URI.create("/api/v1/images/" + id))
        .body(new CreatedImage(id, "queued", uploadUrl));
  }

  @GetMapping("/{id}")
  Image get(@RequestAttribute(TokenFilter.USER) String user, @PathVariable UUID id) {
    return store
        .find(id, user)
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
  }

  @GetMapping
  List<Image> list(@RequestAttribute(TokenFilter.USER) String user) {
    return store.list(user, PAGE);
  }

  private Job job(UUID id, String user, NewImage image, String model, String originalKey) {
    String bucket = uploads.bucket();
    return new Job(
        id,
        user,
        bucket,
        originalKey,
        image.resultBucket() == null ? bucket : image.resultBucket(),
        "staged/" + id + ".png",
        model,
        image.roomType(),
        image.style(),
        image.immediate());
  }
}
