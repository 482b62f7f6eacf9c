/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.autoserve.backend;

import com.fasterxml.jackson.core.JsonProcessingException;
import example.autoserve.task.Task;
import example.autoserve.task.TaskQueue;
import example.autoserve.task.TaskStatus;
import example.autoserve.task.TaskStore;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.SessionAttribute;
import org.springframework.web.server.ResponseStatusException;

/** Tasks: have one done, and see what became of it. */
@RestController
@RequestMapping("/api/tasks")
@Profile("backend")
class TaskController {
  private static final Logger log = LoggerFactory.getLogger(TaskController.class);

  private final TaskStore store;
  private final TaskQueue queue;

  TaskController(TaskStore store, TaskQueue queue) {
    this.store = store;
    this.queue = queue;
  }

  @PostMapping
  ResponseEntity<Map<String, Long>> create(
      @SessionAttribute(UserController.USER) long user, @RequestBody NewTask wanted)
      throws JsonProcessingException {
    if (wanted.task() == null) {
      throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
    }
    long id = store.insert(user, wanted.task(), wanted.records());
    String where = wanted.urgent() ? TaskQueue.HIGH : TaskQueue.DEFAULT;
    queue.add(new Task(id, wanted.task(), where, wanted.records(), 0));
    log.info("Task {} created", id);
    return ResponseEntity.created(URI.create("/api/tasks/" + id)).body(Map.of("id", id));
  }

  @GetMapping
  List<TaskStatus> list(@SessionAttribute(UserController.USER) long user) {
    return store.list(user);
  }

  @GetMapping("/{id}")
  TaskStatus get(@SessionAttribute(UserController.USER) long user, @PathVariable long id) {
    TaskStatus task = store.find(user, id);
    if (task == null) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND);
    }
    return task;
  }

  /** Fails for a task that has none. */
  @GetMapping("/{id}/result")
  String result(@SessionAttribute(UserController.USER) long user, @PathVariable long id) {
    return store.find(user, id).result().trim();
  }

  /** What a client asks for. */
  record NewTask(String task, int records, boolean urgent) {}
}
