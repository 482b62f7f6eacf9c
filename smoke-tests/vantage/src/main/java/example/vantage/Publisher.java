/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.vantage;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Publishes posts. */
@Service
public class Publisher {
  private final PostRepository posts;

  Publisher(PostRepository posts) {
    this.posts = posts;
  }

  /** Publishes a post; one that cannot be published stays as it was. */
  @Transactional
  public void publish(long id) {
    Post post = posts.findById(id).orElseThrow();
    post.setStatus("published");
    posts.flush();
    if (post.getTitle().contains("rejected")) {
      throw new IllegalStateException("the network rejected post " + id);
    }
  }
}
