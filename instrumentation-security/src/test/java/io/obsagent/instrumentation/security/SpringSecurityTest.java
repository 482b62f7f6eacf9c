/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.security;

import static io.obsagent.instrumentation.security.Tokens.KEY;
import static io.obsagent.instrumentation.security.Tokens.NOW;
import static io.obsagent.instrumentation.security.Tokens.OTHER_KEY;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.HttpServer;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;

class SpringSecurityTest {
  @RegisterExtension
  static final Agent agent =
      Agent.with(new NimbusInstrumentation(), new SpringSecurityInstrumentation());

  private static final String ISSUER = "https://us.example";

  private final Seen seen = new Seen(agent);

  private static Object decode(String token) {
    NimbusJwtDecoder decoder =
        NimbusJwtDecoder.withSecretKey(new SecretKeySpec(KEY.getBytes(UTF_8), "HmacSHA256"))
            .build();
    decoder.setJwtValidator(JwtValidators.createDefaultWithIssuer(ISSUER));
    return decoder.decode(token);
  }

  private static String claims(String more) {
    return "{\"iss\":\"" + ISSUER + "\"" + more + "}";
  }

  @Test
  void aDecodingIsOneValidationWhoseSubjectIsTheUserOfTheRequest() {
    SpanData request =
        seen.inRequest(() -> decode(Tokens.signed(claims(",\"sub\":\"alice\""), KEY)));
    assertThat(agent.trace()).isEqualTo("SERVER request\n  INTERNAL jwt validate");
    seen.valid();
    assertThat(request.getAttributes().get(stringKey("user.id"))).isEqualTo("alice");
  }

  @Test
  void anExpiredTokenIsInvalid() {
    seen.invalid("expired", () -> decode(Tokens.signed(claims(",\"exp\":" + (NOW - 600)), KEY)));
  }

  @Test
  void aTokenThatIsNotYetValidIsInvalid() {
    seen.invalid(
        "not_yet_valid", () -> decode(Tokens.signed(claims(",\"nbf\":" + (NOW + 600)), KEY)));
  }

  @Test
  void aTokenOfAnotherIssuerIsInvalid() {
    seen.invalid("issuer", () -> decode(Tokens.signed("{\"iss\":\"https://them.example\"}", KEY)));
  }

  @Test
  void aTokenSignedByOthersIsInvalid() {
    seen.invalid("signature", () -> decode(Tokens.signed(claims(""), OTHER_KEY)));
  }

  @Test
  void whatIsNoTokenIsMalformed() {
    seen.invalid("malformed", () -> decode("nothing.like.it"));
  }

  private static void refuse(AuthenticationException why) throws Exception {
    Class<?> type = BearerTokenAuthenticationEntryPoint.class;
    for (Method method : type.getMethods()) {
      if (method.getName().equals("commence")) {
        Object[] arguments = new Object[3];
        for (int i = 0; i < 2; i++) {
          arguments[i] =
              Proxy.newProxyInstance(
                  type.getClassLoader(),
                  new Class<?>[] {method.getParameterTypes()[i]},
                  (proxy, called, given) ->
                      called.getReturnType() == int.class
                          ? (Object) 80
                          : called.getReturnType() == boolean.class
                              ? (Object) false
                              : called.getReturnType() == String.class ? "text" : null);
        }
        arguments[2] = why;
        method.setAccessible(true);
        method.invoke(type.getConstructor().newInstance(), arguments);
        return;
      }
    }
  }

  private static void assertRefusal(String reason, AuthenticationException why) throws Exception {
    agent.request(
        "request",
        () -> {
          refuse(why);
          assertThat(Operation.current(HttpServer.TYPE).get(HttpServer.AUTH_ERROR))
              .isEqualTo(reason);
        });
  }

  @Test
  @InProcessOnly
  void aRequestWithoutATokenIsRefusedForWantOfOne() throws Exception {
    assertRefusal("missing", new InsufficientAuthenticationException("no token"));
  }

  @Test
  @InProcessOnly
  void aHeaderThatIsNoBearerTokenIsMalformed() throws Exception {
    assertRefusal(
        "malformed", new OAuth2AuthenticationException(new OAuth2Error("invalid_request"), "bad"));
  }
}
