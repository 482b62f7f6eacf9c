/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.replicate;

import io.obsagent.core.http.Awaited;
import io.obsagent.core.http.Deadlines;
import io.obsagent.core.http.WatchedExchange;
import io.obsagent.core.json.Feed;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.redact.Urls;
import io.obsagent.core.vocabulary.Job;
import io.obsagent.core.vocabulary.ReplicateCall;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The exchange that creates a prediction. Where the path does not tell the model the operation ends
 * once the answer's body has told it, as of the moment when the exchange itself ended. Thread-safe.
 */
final class Creation extends Awaited implements WatchedExchange {
  /** How long the application may take to read a body. */
  static final long BODY_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final String scheme;
  private final String host;
  private final int port;
  private final String path;
  private @Nullable String model;
  private @Nullable Operation operation;
  private @Nullable Operation job;
  private final Answer reading = new Answer();

  /** The same, once it has been read. */
  private @Nullable Answer answer;

  private boolean succeeded;
  private boolean created;
  private boolean waiting;
  private long durationNanos;

  /**
   * @param model owner/name as the path tells it; null when it does not
   */
  Creation(String scheme, String host, int port, String path, @Nullable String model) {
    this.scheme = scheme;
    this.host = host;
    this.port = port;
    this.path = path;
    this.model = model;
  }

  @Override
  public synchronized @Nullable Operation start() {
    Operation started = Operation.start(ReplicateCall.TYPE);
    if (started == null) {
      return null;
    }
    operation = started;
    job = Operation.current(Job.TYPE);
    started
        .set(ReplicateCall.METHOD, "POST")
        .set(ReplicateCall.HOST, host)
        .set(ReplicateCall.URL, url())
        .name("Replicate");
    if (model != null) {
      name(started, model);
    }
    return started;
  }

  private String url() {
    boolean bare = host.indexOf(':') >= 0;
    StringBuilder url = new StringBuilder(64);
    url.append(scheme).append(bare ? "://[" : "://").append(host).append(bare ? "]" : "");
    if (port != (scheme.equals("https") ? 443 : 80)) {
      url.append(':').append(port);
    }
    return Urls.redact(url.append(path).toString());
  }

  private void name(Operation call, String model) {
    call.set(ReplicateCall.MODEL, model).name("Replicate " + model);
    if (job != null && job.isRunning()) {
      job.set(Job.MODEL, model);
    }
  }

  @Override
  public synchronized void status(Operation call, int status) {
    succeeded = status >= 200 && status < 300;
    call.set(ReplicateCall.HTTP_STATUS, status);
    call.set(ReplicateCall.STATUS, succeeded ? "success" : "error");
    if (!succeeded) {
      call.fail(Integer.toString(status));
    }
    created(call);
  }

  @Override
  public synchronized void failed(@Nullable Throwable error) {
    succeeded = false;
    if (operation != null) {
      operation.set(ReplicateCall.STATUS, "error");
    }
  }

  @Override
  public Feed body() {
    return reading.body();
  }

  @Override
  public synchronized void bodyRead() {
    answer = reading;
    if (operation == null) {
      return;
    }
    created(operation);
    if (waiting) {
      Deadlines.forget(this);
      giveUp();
    }
  }

  /** Once status and body are known: takes note of the prediction that there is now. */
  private void created(Operation call) {
    Answer known = answer;
    if (!succeeded || known == null || created) {
      return;
    }
    created = true;
    String told = known.model();
    if (model == null && told != null) {
      model = told;
      name(call, told);
    }
    Webhooks.SHARED.expect(known.webhook());
    String id = known.id();
    Prediction prediction = id == null ? null : Predictions.open(id, call, model);
    String status = known.terminalStatus();
    if (prediction != null && status != null) {
      prediction.end(status, known.predictTime());
    }
  }

  @Override
  public synchronized void end(Operation call) {
    if (succeeded && model == null && answer == null) {
      waiting = true;
      durationNanos = call.durationNanos();
      Deadlines.await(this, BODY_TIMEOUT_NANOS);
    } else {
      call.end();
    }
  }

  @Override
  public synchronized void giveUp() {
    if (operation != null) {
      operation.end(durationNanos);
    }
  }
}
