/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.vantage;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

/** All posts. */
public interface PostRepository extends JpaRepository<Post, Long> {
  List<Post> findByOrganization(String organization);

  List<Post> findTop10ByStatusOrderById(String status);

  long countByStatus(String status);
}
