/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.autoserve.backend;

import java.util.Map;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Profile;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Registers users and logs them in and out. */
@RestController
@Profile("backend")
class UserController {
  static final String USER = "user";

  private static final Logger log = LoggerFactory.getLogger(UserController.class);

  private final UserStore store;
  private final int sessionSeconds;

  UserController(UserStore store, @Value("${session.seconds}") int sessionSeconds) {
    this.store = store;
    this.sessionSeconds = sessionSeconds;
  }

  @PostMapping("/api/users")
  ResponseEntity<Map<String, Object>> register(@RequestBody NewUser user) {
    long id = store.register(user.name(), user.password());
    log.info("User registered");
    return ResponseEntity.status(HttpStatus.CREATED).body(Map.of("id", id));
  }

  @PostMapping("/api/login")
  Map<String, String> login(HttpServletRequest request, @RequestBody NewUser user) {
    Long id = store.find(user.name(), user.password());
    if (id == null) {
      log.warn("User authentication failed");
      throw new ResponseStatusException(HttpStatus.UNAUTHORIZED);
    }
    HttpSession session = request.getSession();
    session.setMaxInactiveInterval(sessionSeconds);
    session.setAttribute(USER, id);
    log.info("User login successful");
    return Map.of("status", "welcome");
  }

  @PostMapping("/api/logout")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void logout(HttpSession session) {
    session.invalidate();
  }

  @ExceptionHandler
  @ResponseStatus(HttpStatus.CONFLICT)
  Map<String, String> taken(DuplicateKeyException e) {
    return Map.of("error", "the name is taken");
  }

  /** What a client sends to register and to log in. */
  record NewUser(String name, String password) {}
}
