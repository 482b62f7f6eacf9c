/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.realstaging.api;

import java.util.Map;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Where people sign up; needs no token. */
@RestController
class UserController {
  record NewUser(String email, String source) {}

  private final JdbcClient jdbc;

  UserController(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @PostMapping("/signup")
  ResponseEntity<Map<String, String>> signUp(@RequestBody NewUser user) {
    if (user.email() == null) {
      throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
    }
    String id = "user_" + UUID.randomUUID().toString().substring(0, 8);
    try {
      jdbc.sql("INSERT INTO users (id, email) VALUES (?, ?)").params(id, user.email()).update();
    } catch (DuplicateKeyException e) {
      throw new ResponseStatusException(HttpStatus.CONFLICT, "taken", e);
    }
    return ResponseEntity.status(HttpStatus.CREATED).body(Map.of("id", id));
  }
}
