/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.imutis;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets only requests with a valid token pass, and tells the resource whose it is. */
@Authenticated
@Priority(Priorities.AUTHENTICATION)
class TokenFilter implements ContainerRequestFilter {
  private static final Logger log = LoggerFactory.getLogger(TokenFilter.class);
  private static final String SCHEME = "Bearer ";

  private final JWTVerifier verifier;

  TokenFilter(String secret, String issuer) {
    verifier = JWT.require(Algorithm.HMAC256(secret)).withIssuer(issuer).build();
  }

  @Override
  public void filter(ContainerRequestContext request) {
    String header = request.getHeaderString(HttpHeaders.AUTHORIZATION);
    String token = header != null && header.startsWith(SCHEME) ? header.substring(7) : null;
    try {
      String user = verifier.verify(token).getSubject();
      request.setSecurityContext(new User(() -> user, request.getSecurityContext().isSecure()));
    } catch (JWTVerificationException e) {
      log.warn("Token refused: {}", e.getClass().getSimpleName());
      request.abortWith(
          Response.status(Response.Status.UNAUTHORIZED)
              .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
              .entity(Map.of("error", "unauthorized"))
              .build());
    }
  }

  private record User(Principal principal, boolean secure) implements SecurityContext {
    @Override
    public Principal getUserPrincipal() {
      return principal;
    }

    @Override
    public boolean isUserInRole(String role) {
      return false;
    }

    @Override
    public boolean isSecure() {
      return secure;
    }

    @Override
    public String getAuthenticationScheme() {
      return "Bearer";
    }
  }
}
