/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.servers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A stand-in for the Replicate API: creates predictions by version or by model, polled or with
 * {@code Prefer: wait}, cancels them, serves their output, and refuses as the real one does. What
 * becomes of a prediction follows from its model (the constants here, or {@link #model}) or is set
 * for the next ones with {@link #next}. Thread-safe.
 */
public final class ReplicateServer implements AutoCloseable {
  /** The only token that it accepts. */
  public static final String TOKEN = "r8_smoke_token";

  /** A model that succeeds. */
  public static final String MODEL = "realstaging/interior";

  /** A model that fails. */
  public static final String FAILING = "realstaging/failing";

  /** A model that runs for a second. */
  public static final String SLOW = "realstaging/slow";

  /** A model whose predictions are canceled by someone else. */
  public static final String CANCELED = "realstaging/canceled";

  /** A model that never ends. */
  public static final String ENDLESS = "realstaging/endless";

  /** A model for which the token is not good enough: 401. */
  public static final String UNAUTHORIZED = "realstaging/unauthorized";

  /** A model that accepts no input: 422. */
  public static final String INVALID = "realstaging/invalid";

  /** A model whose rate limit is always exceeded: 429. */
  public static final String THROTTLED = "realstaging/throttled";

  /** A model for which the API answers 500. */
  public static final String BROKEN = "realstaging/broken";

  private static final String ID_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int ID_LENGTH = 26;
  private static final int LONGEST_WAIT_SECONDS = 60;

  private final HttpServer server;
  private final ExecutorService executor;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Behaviour> models = new ConcurrentHashMap<>();
  private final Queue<Behaviour> next = new ConcurrentLinkedQueue<>();
  private final Map<String, Prediction> predictions = new ConcurrentHashMap<>();
  private final Queue<String> requests = new ConcurrentLinkedQueue<>();

  private ReplicateServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    executor =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "smoke-replicate");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(executor);
    server.createContext("/", this::handle);
    model(FAILING, Behaviour.fail("the model ran out of memory"));
    model(SLOW, Behaviour.succeedAfter(Duration.ofSeconds(1)));
    model(CANCELED, Behaviour.cancel());
    model(ENDLESS, Behaviour.neverEnd());
    model(UNAUTHORIZED, Behaviour.refuse(401));
    model(INVALID, Behaviour.refuse(422));
    model(THROTTLED, Behaviour.throttle(Duration.ofSeconds(1)));
    model(BROKEN, Behaviour.refuse(500));
  }

  /** Starts it on a free loopback port of this process. */
  public static ReplicateServer start() {
    try {
      ReplicateServer replicate = new ReplicateServer();
      replicate.server.start();
      return replicate;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The base URL, as {@code http://host:port}, to which {@code /v1/predictions} is added. */
  public String url() {
    InetSocketAddress address = server.getAddress();
    return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  /** Sets what becomes of the predictions of {@code model}, as {@code owner/name}. */
  public void model(String model, Behaviour behaviour) {
    models.put(model, behaviour);
  }

  /** Sets what becomes of the next predictions, in this order, whatever their model. */
  public void next(Behaviour... behaviours) {
    next.addAll(List.of(behaviours));
  }

  /** What was asked for so far: method, path with {@code *} for an id, and status. */
  public List<String> requests() {
    return new ArrayList<>(requests);
  }

  /** The output of a model for an input image, given as it was sent (a URL or a data URL). */
  public static byte[] outputOf(String image) {
    return Prediction.outputOf(image);
  }

  /** Stops it at once. */
  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String[] parts = path.substring(1).split("/", -1);
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (parts[0].equals("delivery")) {
        deliver(exchange, parts);
      } else if (!authorized(exchange)) {
        refuse(exchange, 401, Duration.ZERO);
      } else {
        api(exchange, parts, new String(body, StandardCharsets.UTF_8));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void api(HttpExchange exchange, String[] parts, String body)
      throws IOException, InterruptedException {
    String route = exchange.getRequestMethod() + " " + parts.length + " " + parts[0];
    boolean predictions = parts.length > 1 && parts[1].equals("predictions");
    if (route.equals("POST 2 v1") && predictions) {
      create(exchange, null, body);
    } else if (route.equals("POST 5 v1")
        && parts[1].equals("models")
        && parts[4].equals("predictions")) {
      create(exchange, parts[2] + "/" + parts[3], body);
    } else if (route.equals("GET 3 v1") && predictions) {
      look(exchange, parts[2], false);
    } else if (route.equals("POST 4 v1") && predictions && parts[3].equals("cancel")) {
      look(exchange, parts[2], true);
    } else {
      refuse(exchange, 404, Duration.ZERO);
    }
  }

  private void create(HttpExchange exchange, @Nullable String model, String body)
      throws IOException, InterruptedException {
    @Nullable Object json;
    try {
      json = Json.parse(body);
    } catch (IllegalArgumentException e) {
      json = null;
    }
    Object version = json instanceof Map<?, ?> object ? object.get("version") : null;
    Object input = json instanceof Map<?, ?> object ? object.get("input") : null;
    if (!(input instanceof Map<?, ?> fields) || (model == null && !(version instanceof String))) {
      refuse(exchange, 422, Duration.ZERO);
      return;
    }
    String named = model == null ? modelOf(String.valueOf(version)) : model;
    Behaviour behaviour = behaviour(named);
    if (behaviour.refusal() != 0) {
      refuse(exchange, behaviour.refusal(), behaviour.retryAfter());
      return;
    }
    String id = id();
    String hash = model == null ? hashOf(String.valueOf(version)) : "hidden";
    Prediction prediction = new Prediction(id, named, hash, fields, behaviour, url());
    predictions.put(id, prediction);
    @Nullable Duration wait = wait(exchange.getRequestHeaders().getFirst("Prefer"));
    if (wait != null) {
      prediction.await(wait);
    }
    reply(exchange, 201, "application/json", prediction.json().getBytes(StandardCharsets.UTF_8));
  }

  private void look(HttpExchange exchange, String id, boolean cancel) throws IOException {
    Prediction prediction = predictions.get(id);
    if (prediction == null) {
      refuse(exchange, 404, Duration.ZERO);
      return;
    }
    if (cancel) {
      prediction.cancel();
    } else {
      prediction.poll();
    }
    reply(exchange, 200, "application/json", prediction.json().getBytes(StandardCharsets.UTF_8));
  }

  private void deliver(HttpExchange exchange, String[] parts) throws IOException {
    Prediction prediction = parts.length == 3 ? predictions.get(parts[1]) : null;
    if (prediction == null) {
      refuse(exchange, 404, Duration.ZERO);
    } else {
      reply(exchange, 200, "image/png", prediction.output());
    }
  }

  private Behaviour behaviour(String model) {
    Behaviour queued = next.poll();
    return queued != null ? queued : models.getOrDefault(model, Behaviour.succeed());
  }

  private static boolean authorized(HttpExchange exchange) {
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    return ("Bearer " + TOKEN).equals(header) || ("Token " + TOKEN).equals(header);
  }

  /** The model of {@code owner/name:hash}; of a bare hash the usual one. */
  private static String modelOf(String version) {
    int colon = version.indexOf(':');
    if (colon >= 0) {
      return version.substring(0, colon);
    }
    return version.indexOf('/') >= 0 ? version : MODEL;
  }

  private static String hashOf(String version) {
    return version.substring(version.indexOf(':') + 1);
  }

  /** How long {@code Prefer: wait} or {@code wait=seconds} asks to wait; null not to. */
  private static @Nullable Duration wait(@Nullable String prefer) {
    if (prefer == null || !prefer.startsWith("wait")) {
      return null;
    }
    int equals = prefer.indexOf('=');
    int seconds =
        equals < 0 ? LONGEST_WAIT_SECONDS : Integer.parseInt(prefer.substring(equals + 1).trim());
    return Duration.ofSeconds(Math.min(seconds, LONGEST_WAIT_SECONDS));
  }

  private void refuse(HttpExchange exchange, int status, Duration retryAfter) throws IOException {
    Map<String, @Nullable Object> problem = new LinkedHashMap<>();
    switch (status) {
      case 401 -> {
        problem.put("title", "Unauthenticated");
        problem.put("detail", "You did not pass a valid authentication token");
      }
      case 404 -> problem.put("detail", "The requested resource could not be found.");
      case 422 -> {
        Map<String, @Nullable Object> field = new LinkedHashMap<>();
        field.put("type", "required");
        field.put("field", "input");
        field.put("description", "input is required");
        problem.put("title", "Input validation failed");
        problem.put("detail", "- input is required\n");
        problem.put("invalid_fields", List.of(field));
      }
      case 429 -> {
        long seconds = retryAfter.toSeconds();
        exchange.getResponseHeaders().set("Retry-After", Long.toString(seconds));
        problem.put("title", "Too many requests");
        problem.put("detail", "Request was throttled. Expected available in " + seconds + " s.");
        problem.put("retry_after", seconds);
      }
      default -> problem.put("detail", "Internal server error");
    }
    problem.put("status", (long) status);
    byte[] body = Json.write(problem).getBytes(StandardCharsets.UTF_8);
    reply(exchange, status, "application/problem+json", body);
  }

  private void reply(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.add(exchange.getRequestMethod() + " " + withoutId(path) + " " + status);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private static String withoutId(String path) {
    StringBuilder template = new StringBuilder();
    for (String part : path.substring(1).split("/", -1)) {
      template.append('/').append(part.length() == ID_LENGTH ? "*" : part);
    }
    return template.toString();
  }

  private String id() {
    StringBuilder id = new StringBuilder();
    while (id.length() < ID_LENGTH) {
      id.append(ID_LETTERS.charAt(random.nextInt(ID_LETTERS.length())));
    }
    return id.toString();
  }
}
