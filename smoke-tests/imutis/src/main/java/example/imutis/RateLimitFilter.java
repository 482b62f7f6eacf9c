/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.imutis;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets each user make so many requests in a minute. */
@Authenticated
@Priority(Priorities.AUTHORIZATION)
class RateLimitFilter implements ContainerRequestFilter {
  private static final Logger log = LoggerFactory.getLogger(RateLimitFilter.class);

  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
  private final int perMinute;

  RateLimitFilter(int perMinute) {
    this.perMinute = perMinute;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    String user = request.getSecurityContext().getUserPrincipal().getName();
    Bucket bucket = buckets.computeIfAbsent(user, name -> bucket());
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      log.warn("Too many requests of {}", user);
      request.abortWith(
          Response.status(Response.Status.TOO_MANY_REQUESTS)
              .header(
                  HttpHeaders.RETRY_AFTER,
                  TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill()) + 1)
              .entity(Map.of("error", "too many requests"))
              .build());
    }
  }

  private Bucket bucket() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, Duration.ofMinutes(1)))
        .build();
  }
}
