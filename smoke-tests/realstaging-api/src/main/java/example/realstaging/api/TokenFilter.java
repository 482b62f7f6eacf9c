/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example.realstaging.api;

import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.Keys;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets only requests with a valid token pass, and tells the controller whose it is. */
class TokenFilter implements Filter {
  static final String USER = "user";

  private static final Logger log = LoggerFactory.getLogger(TokenFilter.class);
  private static final String SCHEME = "Bearer ";

  private final JwtParser parser;

  TokenFilter(String secret) {
    parser =
        Jwts.parser()
            .verifyWith(Keys.hmacShaKeyFor(secret.getBytes(StandardCharsets.UTF_8)))
            .build();
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String header = ((HttpServletRequest) request).getHeader("Authorization");
    String token = header != null && header.startsWith(SCHEME) ? header.substring(7) : null;
    String user;
    try {
      user = parser.parseSignedClaims(token).getPayload().getSubject();
    } catch (JwtException | IllegalArgumentException e) {
      log.warn("Token refused: {}", e.getClass().getSimpleName());
      refuse((HttpServletResponse) response);
      return;
    }
    request.setAttribute(USER, user);
    chain.doFilter(request, response);
  }

  private static void refuse(HttpServletResponse response) throws IOException {
    response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
    response.setHeader("WWW-Authenticate", "Bearer");
    response.setContentType("application/json");
    response.getWriter().write("{\"error\":\"unauthorized\"}");
  }
}
