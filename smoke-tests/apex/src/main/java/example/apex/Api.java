/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.apex;

import io.javalin.Javalin;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the studio's clients call. */
class Api {
  private static final Logger log = LoggerFactory.getLogger(Api.class);

  /** The body of a request about cabinets. */
  record Cabinets(List<Cabinet> cabinets, Double windSpeed) {}

  /** The body of a request for a project. */
  record NewProject(String name) {}

  private final ProjectStore projects;
  private final CabinetCalculator calculator;
  private final DesignCache cache;
  private final TaskQueue queue;

  Api(ProjectStore projects, CabinetCalculator calculator, DesignCache cache, TaskQueue queue) {
    this.projects = projects;
    this.calculator = calculator;
    this.cache = cache;
    this.queue = queue;
  }

  void start(int port) {
    Javalin.create(config -> config.showJavalinBanner = false)
        .get("/health", context -> context.result("ok"))
        .post("/signage/common/cabinets/derive", this::derive)
        .post("/signage/common/calculate", this::calculate)
        .post("/projects", this::create)
        .get("/projects/{id}", context -> context.json(project(context)))
        .put("/projects/{id}/design", this::design)
        .post("/projects/{id}/submit", this::submit)
        .post("/projects/{id}/report", this::orderReport)
        .get("/projects/{id}/report", this::report)
        .exception(IllegalArgumentException.class, Api::refuse)
        .start("127.0.0.1", port);
  }

  private static void refuse(IllegalArgumentException e, Context context) {
    context.status(HttpStatus.UNPROCESSABLE_CONTENT).json(Map.of("error", e.getMessage()));
  }

  private void derive(Context context) {
    Cabinets request = context.bodyAsClass(Cabinets.class);
    if (request.cabinets() == null) {
      throw new BadRequestResponse("cabinets are missing");
    }
    context.json(calculator.derive(request.cabinets()));
  }

  private void calculate(Context context) {
    String design =
        cache.get(
            context.body(),
            () -> {
              Cabinets request = context.bodyAsClass(Cabinets.class);
              return context
                  .jsonMapper()
                  .toJsonString(
                      calculator.calculate(request.cabinets(), request.windSpeed()), Design.class);
            });
    context.contentType("application/json").result(design);
  }

  private void create(Context context) {
    NewProject request = context.bodyAsClass(NewProject.class);
    if (request.name() == null || request.name().isBlank()) {
      throw new BadRequestResponse("name is missing");
    }
    Project project = projects.create(request.name());
    log.info("Project {} created", project.id());
    context.status(HttpStatus.CREATED).json(project);
  }

  private void design(Context context) {
    Project project = project(context);
    Map<String, Object> derived = calculator.derive(context.bodyAsClass(Cabinets.class).cabinets());
    projects.design(project.id(), (double) derived.get("A_ft2"));
    context.status(HttpStatus.NO_CONTENT);
  }

  private void submit(Context context) {
    Project project = project(context);
    if (project.areaFt2() == null) {
      throw new IllegalArgumentException("the project has no design");
    }
    projects.submit(project);
    log.info("Project {} submitted", project.id());
    context.status(HttpStatus.ACCEPTED).json(Map.of("status", "submitted"));
  }

  private void orderReport(Context context) {
    Project project = project(context);
    queue.put(Task.report(project.id()));
    context.status(HttpStatus.ACCEPTED).json(Map.of("status", "queued"));
  }

  private void report(Context context) {
    context.result(
        projects
            .report(project(context).id())
            .orElseThrow(() -> new NotFoundResponse("no report yet")));
  }

  private Project project(Context context) {
    UUID id = UUID.fromString(context.pathParam("id"));
    return projects.find(id).orElseThrow(() -> new NotFoundResponse("no such project"));
  }
}
