/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.vantage;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** What an organisation does with its posts. */
@RestController
@Profile("api")
@RequestMapping("/api/v1/organizations/{organization}")
class PostController {
  private static final Logger log = LoggerFactory.getLogger(PostController.class);

  /** A post to be. */
  record Draft(String title) {}

  /** What a model is asked. */
  record Prompt(String prompt) {}

  /** What it answered. */
  record Generation(String text) {}

  private final PostRepository posts;
  private final PublishQueue queue;
  private final TextModel model;

  PostController(PostRepository posts, PublishQueue queue, TextModel model) {
    this.posts = posts;
    this.queue = queue;
    this.model = model;
  }

  @GetMapping("/posts")
  List<Post> list(@PathVariable String organization) {
    return posts.findByOrganization(organization);
  }

  @PostMapping("/posts")
  @ResponseStatus(HttpStatus.CREATED)
  Post write(@PathVariable String organization, @RequestBody Draft draft) {
    if (draft.title() == null || draft.title().isBlank()) {
      throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "title is missing");
    }
    return posts.save(new Post(organization, draft.title()));
  }

  @GetMapping("/posts/{id}")
  Post read(@PathVariable String organization, @PathVariable long id) {
    return posts
        .findById(id)
        .filter(post -> post.getOrganization().equals(organization))
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
  }

  @PostMapping("/posts/{id}/publish")
  @ResponseStatus(HttpStatus.ACCEPTED)
  void publish(@PathVariable String organization, @PathVariable long id) {
    Post post = read(organization, id);
    queue.put(post.getId());
    log.info("Post {} is to be published", id);
  }

  @PostMapping("/generations")
  @ResponseStatus(HttpStatus.CREATED)
  Generation generate(@RequestBody Prompt prompt) {
    return new Generation(model.generate(prompt.prompt()));
  }
}
