/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.export;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * An OTLP/HTTP sender over plain sockets: HTTP/1.1 with one kept-alive connection, or TLS with the
 * host name verified.
 *
 * <p>A request with all its retries ends by the configured timeout, whatever the server does; only
 * the resolver's own timeouts come on top. After one that ended so the next ones end a tenth
 * earlier until there is an answer, so that a server that is well again is found within the timeout
 * even if that is just as a request has begun. Of an answer at most 64 KiB are kept, and what of
 * its body has not come within two seconds of its head is not waited for. Redirects are not
 * followed, compressed answers are not unpacked, and nothing of the application's is consulted: no
 * proxy selector, no authenticator, no cookie handler, no URL handlers.
 *
 * <p>On an export thread of this package the request is made there and then; any other caller's
 * request goes to a thread {@code obs-http}, which ends when idle. Thread-safe.
 */
public final class SocketHttpSender implements HttpSender {
  private static final long MAX_IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int MAX_WAITING = 16;

  private final HttpSenderConfig config;
  private final HttpEndpoint endpoint;
  private final long timeoutNanos;
  private final AtomicReference<@Nullable HttpConnection> idle = new AtomicReference<>();
  private final Object lock = new Object();
  private @Nullable ExecutorService executor;
  private volatile boolean shutDown;

  /** Whether the last request had no answer in time. */
  private volatile boolean waitedInVain;

  /** A sender that has opened nothing yet. */
  public SocketHttpSender(HttpSenderConfig config) {
    this.config = config;
    this.endpoint = new HttpEndpoint(config.getEndpoint());
    this.timeoutNanos = nanos(config.getTimeout());
  }

  @Override
  public void send(
      MessageWriter messageWriter, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
    if (Thread.currentThread() instanceof ExportWorker) {
      request(messageWriter, onResponse, onError);
      return;
    }
    try {
      executor().execute(new Request(messageWriter, onResponse, onError));
    } catch (Throwable rejected) {
      onError.accept(rejected);
    }
  }

  /**
   * Closes the kept-alive connection. Requests under way end by their deadline, without retries;
   * later ones fail.
   */
  @Override
  public CompletableResultCode shutdown() {
    synchronized (lock) {
      shutDown = true;
      lock.notifyAll();
      if (executor != null) {
        executor.shutdown();
      }
    }
    HttpConnection connection = idle.getAndSet(null);
    if (connection != null) {
      connection.close();
    }
    return CompletableResultCode.ofSuccess();
  }

  private ExecutorService executor() {
    ExecutorService given = config.getExecutorService();
    if (given != null) {
      return given;
    }
    synchronized (lock) {
      if (executor == null) {
        ThreadPoolExecutor pool =
            new ThreadPoolExecutor(
                1, 1, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING), new Threads());
        pool.allowCoreThreadTimeOut(true);
        if (shutDown) {
          pool.shutdown();
        }
        executor = pool;
      }
      return executor;
    }
  }

  private void request(
      MessageWriter message, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
    HttpReply reply;
    try {
      reply = exchangeWithRetries(message);
      waitedInVain = false;
    } catch (Throwable failure) {
      waitedInVain = failure instanceof SocketTimeoutException;
      onError.accept(failure);
      return;
    }
    onResponse.accept(reply);
  }

  private HttpReply exchangeWithRetries(MessageWriter message) throws IOException {
    long deadline = System.nanoTime() + timeoutNanos - (waitedInVain ? timeoutNanos / 10 : 0);
    RetryPolicy policy = config.getRetryPolicy();
    double backoff = policy == null ? 0 : policy.getInitialBackoff().toNanos();
    for (int attempt = 1; ; attempt++) {
      HttpReply reply = null;
      IOException failure = null;
      try {
        reply = exchange(message, deadline);
      } catch (IOException e) {
        failure = e;
      }
      if (policy != null
          && attempt < policy.getMaxAttempts()
          && (reply == null ? isWorthRetrying(policy, failure) : isWorthRetrying(reply))) {
        double longest = policy.getMaxBackoff().toNanos();
        long pause = pause(Math.min(backoff, longest), reply, (long) longest);
        backoff *= policy.getBackoffMultiplier();
        if (deadline - System.nanoTime() > pause && sleep(pause)) {
          continue;
        }
      }
      if (reply != null) {
        return reply;
      }
      throw failure;
    }
  }

  /**
   * The longer of the back-off, give or take a fifth, and what the server asks for, but never more
   * than the longest back-off.
   */
  private static long pause(double backoff, @Nullable HttpReply reply, long longest) {
    long own = (long) (backoff * ThreadLocalRandom.current().nextDouble(0.8, 1.2));
    long asked = reply == null ? 0 : TimeUnit.SECONDS.toNanos(reply.retryAfterSeconds);
    return Math.min(Math.max(own, asked), longest);
  }

  private static boolean isWorthRetrying(HttpReply reply) {
    int status = reply.getStatusCode();
    return status == 429 || status == 502 || status == 503 || status == 504;
  }

  private static boolean isWorthRetrying(RetryPolicy policy, @Nullable IOException failure) {
    if (failure == null) {
      return false;
    }
    Predicate<IOException> predicate = policy.getRetryExceptionPredicate();
    if (predicate != null) {
      return predicate.test(failure);
    }
    return failure instanceof SocketTimeoutException
        || failure instanceof SocketException
        || failure instanceof UnknownHostException;
  }

  /** Sleeps through interrupts; false if the sender was shut down. */
  private boolean sleep(long nanos) {
    long end = System.nanoTime() + nanos;
    synchronized (lock) {
      long left;
      while (!shutDown && (left = end - System.nanoTime()) > 0) {
        try {
          TimeUnit.NANOSECONDS.timedWait(lock, left);
        } catch (InterruptedException goOn) {
          continue;
        }
      }
    }
    return !shutDown;
  }

  private HttpReply exchange(MessageWriter message, long deadline) throws IOException {
    if (shutDown) {
      throw new IOException("the sender is shut down");
    }
    String head = head();
    HttpConnection kept = idle.getAndSet(null);
    if (kept != null) {
      if (System.nanoTime() - kept.idleSince < MAX_IDLE_NANOS) {
        try {
          return exchange(kept, deadline, head, message);
        } catch (SocketTimeoutException timeIsUp) {
          throw timeIsUp;
        } catch (IOException closedMeanwhile) {
          if (kept.hasAnswered()) {
            throw closedMeanwhile;
          }
        }
      }
      kept.close();
    }
    return exchange(open(deadline), deadline, head, message);
  }

  private HttpReply exchange(
      HttpConnection connection, long deadline, String head, MessageWriter message)
      throws IOException {
    Deadlines.Watch watch = null;
    try {
      watch = Deadlines.SHARED.watch(connection.tcp, deadline);
      return connection.exchange(
          head, message, config.getCompressor(), config.getMaxResponseBodySize(), deadline);
    } catch (IOException failure) {
      throw timeoutOr(failure, watch);
    } finally {
      Deadlines.SHARED.forget(watch);
      keep(connection);
    }
  }

  private void keep(HttpConnection connection) {
    connection.idleSince = System.nanoTime();
    if (!connection.isReusable() || shutDown || !idle.compareAndSet(null, connection)) {
      connection.close();
    } else if (shutDown && idle.compareAndSet(connection, null)) {
      connection.close();
    }
  }

  private IOException timeoutOr(IOException failure, Deadlines.@Nullable Watch watch) {
    return failure instanceof SocketTimeoutException || (watch != null && watch.hasExpired())
        ? timeout()
        : failure;
  }

  private SocketTimeoutException timeout() {
    return new SocketTimeoutException(
        "no complete answer within " + TimeUnit.NANOSECONDS.toMillis(timeoutNanos) + " ms");
  }

  private String head() throws IOException {
    StringBuilder head = new StringBuilder(512);
    head.append("POST ").append(endpoint.target).append(" HTTP/1.1\r\n");
    header(head, "Host", endpoint.authority);
    header(head, "Content-Type", config.getContentType());
    Compressor compressor = config.getCompressor();
    if (compressor != null) {
      header(head, "Content-Encoding", compressor.getEncoding());
    }
    Map<String, List<String>> headers = config.getHeadersSupplier().get();
    if (headers != null) {
      for (Map.Entry<String, List<String>> entry : headers.entrySet()) {
        for (String value : entry.getValue()) {
          header(head, entry.getKey(), value);
        }
      }
    }
    return head.toString();
  }

  /**
   * Refuses what would end the header early; the message does not tell the value, which may be a
   * secret.
   */
  private static void header(StringBuilder head, String name, String value) throws IOException {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == ':') {
        throw new IOException("a configured header has a malformed name");
      }
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f) {
        throw new IOException("the configured header " + name + " has a malformed value");
      }
    }
    head.append(name).append(": ").append(value).append("\r\n");
  }

  private HttpConnection open(long deadline) throws IOException {
    Socket tcp = connect(deadline);
    Deadlines.Watch watch = null;
    boolean opened = false;
    try {
      watch = Deadlines.SHARED.watch(tcp, deadline);
      HttpConnection connection = new HttpConnection(tcp, endpoint.tls ? encrypted(tcp) : tcp);
      opened = true;
      return connection;
    } catch (IOException failure) {
      throw timeoutOr(failure, watch);
    } finally {
      Deadlines.SHARED.forget(watch);
      if (!opened) {
        tcp.close();
      }
    }
  }

  /** Tries the host's addresses in turn; each but the last may take a fair share of the time. */
  private Socket connect(long deadline) throws IOException {
    InetAddress[] addresses = addresses();
    IOException failure = timeout();
    for (int i = 0; i < addresses.length; i++) {
      long left = (deadline - System.nanoTime()) / (addresses.length - i);
      int millis = millis(Math.min(left, nanos(config.getConnectTimeout())));
      if (millis == 0) {
        break;
      }
      Socket tcp = new Socket(Proxy.NO_PROXY);
      try {
        tcp.setTcpNoDelay(true);
        tcp.connect(new InetSocketAddress(addresses[i], endpoint.port), millis);
        tcp.setSoTimeout(millis(timeoutNanos));
        return tcp;
      } catch (IOException e) {
        tcp.close();
        failure = e;
      }
    }
    String message = "cannot connect to " + endpoint.authority + ": " + failure.getMessage();
    if (failure instanceof SocketTimeoutException) {
      throw new SocketTimeoutException(message);
    }
    throw failure instanceof ConnectException ? new ConnectException(message) : failure;
  }

  /** In case of failure the resolver words its reason now so, now otherwise. */
  private InetAddress[] addresses() throws UnknownHostException {
    try {
      return InetAddress.getAllByName(endpoint.host);
    } catch (UnknownHostException e) {
      throw new UnknownHostException("there is no host " + endpoint.host);
    }
  }

  private SSLSocket encrypted(Socket tcp) throws IOException {
    SSLContext context = config.getSslContext();
    try {
      SSLContext used = context == null ? SSLContext.getDefault() : context;
      SSLSocket socket =
          (SSLSocket) used.getSocketFactory().createSocket(tcp, endpoint.host, endpoint.port, true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      List<String> protocols = config.getEnabledProtocols();
      if (protocols != null && !protocols.isEmpty()) {
        parameters.setProtocols(protocols.toArray(new String[0]));
      }
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket;
    } catch (NoSuchAlgorithmException e) {
      throw new IOException("this JVM has no TLS", e);
    }
  }

  /** Nanoseconds, short enough to be added to the clock. */
  private static long nanos(Duration duration) {
    long longest = Long.MAX_VALUE / 4;
    return duration.getSeconds() > TimeUnit.NANOSECONDS.toSeconds(longest)
        ? longest
        : duration.toNanos();
  }

  private static int millis(long nanos) {
    return nanos <= 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, Math.max(1, nanos / 1_000_000));
  }

  private final class Request implements Runnable {
    private final MessageWriter message;
    private final Consumer<HttpResponse> onResponse;
    private final Consumer<Throwable> onError;

    Request(MessageWriter message, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
      this.message = message;
      this.onResponse = onResponse;
      this.onError = onError;
    }

    @Override
    public void run() {
      try {
        request(message, onResponse, onError);
      } catch (Throwable thrownByCallback) {
        // The caller's own failure, which must not reach the application's uncaught-exception
        // handler.
      }
    }
  }

  private static final class Threads implements ThreadFactory {
    @Override
    public Thread newThread(Runnable work) {
      Thread thread = new Thread(work, "obs-http");
      thread.setDaemon(true);
      thread.setContextClassLoader(SocketHttpSender.class.getClassLoader());
      return thread;
    }
  }
}
