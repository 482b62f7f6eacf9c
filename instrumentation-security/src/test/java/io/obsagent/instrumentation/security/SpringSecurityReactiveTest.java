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
import static org.assertj.core.api.Assertions.assertThatCode;

import com.nimbusds.jose.jwk.OctetSequenceKey;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.HttpServer;
import io.obsagent.instrumentation.concurrent.ThreadPoolInstrumentation;
import io.obsagent.testing.Agent;
import io.obsagent.testing.InProcessOnly;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.Collections;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.OpaqueTokenAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.OpaqueTokenReactiveAuthenticationManager;
import org.springframework.security.oauth2.server.resource.web.server.BearerTokenServerAuthenticationEntryPoint;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class SpringSecurityReactiveTest {
  @RegisterExtension
  static final Agent agent =
      Agent.with(
          new NimbusInstrumentation(),
          new SpringSecurityInstrumentation(),
          new ThreadPoolInstrumentation());

  private static final String ISSUER = "https://us.example";

  private final Seen seen = new Seen(agent);

  private static Mono<Jwt> decode(String token) {
    NimbusReactiveJwtDecoder decoder =
        NimbusReactiveJwtDecoder.withSecretKey(new SecretKeySpec(KEY.getBytes(UTF_8), "HmacSHA256"))
            .build();
    decoder.setJwtValidator(JwtValidators.createDefaultWithIssuer(ISSUER));
    return decoder.decode(token);
  }

  /** By keys that come on another thread. */
  private static Mono<Jwt> decodeElsewhere(String token, Flux<OctetSequenceKey> keys) {
    NimbusReactiveJwtDecoder decoder =
        NimbusReactiveJwtDecoder.withJwkSource(jwt -> keys.map(key -> key))
            .jwsAlgorithm(MacAlgorithm.HS256)
            .build();
    decoder.setJwtValidator(JwtValidators.createDefaultWithIssuer(ISSUER));
    return decoder.decode(token);
  }

  private static Flux<OctetSequenceKey> keys() {
    return Flux.just(new OctetSequenceKey.Builder(KEY.getBytes(UTF_8)).build())
        .publishOn(Schedulers.parallel());
  }

  private static String claims(String more) {
    return "{\"iss\":\"" + ISSUER + "\"" + more + "}";
  }

  private static String alice() {
    return Tokens.signed(claims(",\"sub\":\"alice\""), KEY);
  }

  private static String user(SpanData span) {
    return span.getAttributes().get(stringKey("user.id"));
  }

  @Test
  void aDecodingIsOneValidationWhoseSubjectIsTheUserOfTheRequest() {
    SpanData request = seen.inRequest(() -> decode(alice()).block());
    assertThat(agent.trace()).isEqualTo("SERVER request\n  INTERNAL jwt validate");
    seen.valid();
    assertThat(user(request)).isEqualTo("alice");
  }

  @Test
  void soItIsOnAnotherThread() {
    SpanData request = seen.inRequest(() -> decodeElsewhere(alice(), keys()).block());
    assertThat(agent.trace()).isEqualTo("SERVER request\n  INTERNAL jwt validate");
    seen.valid();
    assertThat(user(request)).isEqualTo("alice");
  }

  @Test
  void whatFollowsIsNoPartOfTheValidation() {
    seen.inRequest(() -> decode(alice()).doOnNext(token -> Agent.work("work").run()).block());
    assertThat(agent.traces().get(0))
        .startsWith("SERVER request\n  ")
        .contains("\n  INTERNAL jwt validate")
        .contains("\n  INTERNAL work");
  }

  @Test
  void anExpiredTokenIsInvalid() {
    seen.invalid(
        "expired", () -> decode(Tokens.signed(claims(",\"exp\":" + (NOW - 600)), KEY)).block());
  }

  @Test
  void aTokenOfAnotherIssuerIsInvalid() {
    seen.invalid(
        "issuer", () -> decode(Tokens.signed("{\"iss\":\"https://them.example\"}", KEY)).block());
  }

  @Test
  void soItIsWhereThatIsFoundOnAnotherThread() {
    seen.invalid(
        "issuer",
        () ->
            decodeElsewhere(
                    Tokens.signed("{\"iss\":\"https://them.example\",\"sub\":\"bob\"}", KEY),
                    keys())
                .block());
  }

  @Test
  void aTokenSignedByOthersIsInvalid() {
    seen.invalid("signature", () -> decode(Tokens.signed(claims(""), OTHER_KEY)).block());
  }

  @Test
  void whatIsNoTokenIsMalformed() {
    seen.invalid("malformed", () -> decode("nothing.like.it").block());
  }

  @Test
  void eachSubscriptionIsAValidation() {
    seen.inRequest(
        () -> {
          Mono<Jwt> decoding = decodeElsewhere(alice(), keys());
          decoding.block();
          decoding.block();
        });
    assertThat(agent.trace(3))
        .isEqualTo("SERVER request\n  INTERNAL jwt validate\n  INTERNAL jwt validate");
  }

  @Test
  void aDecodingThatIsGivenUpIsNoFailure() {
    seen.inRequest(
        () -> {
          Disposable decoding = decodeElsewhere(alice(), Flux.never()).subscribe();
          decoding.dispose();
        });
    assertThat(seen.span().getStatus()).isEqualTo(StatusData.unset());
    agent.metric("jwt_validation_failures_total").hasValue(0);
  }

  private static void assertRefusal(String reason, AuthenticationException why) throws Exception {
    agent.request(
        "request",
        () -> {
          assertThat(new BearerTokenServerAuthenticationEntryPoint().commence(null, why))
              .isNotNull();
          assertThat(Operation.current(HttpServer.TYPE).get(HttpServer.AUTH_ERROR))
              .isEqualTo(reason);
        });
  }

  @Test
  @InProcessOnly
  void aRequestWithoutATokenIsRefusedForWantOfOne() throws Exception {
    assertRefusal("missing", new AuthenticationCredentialsNotFoundException("Not Authenticated"));
  }

  @Test
  @InProcessOnly
  void aHeaderThatIsNoBearerTokenIsMalformed() throws Exception {
    assertRefusal(
        "malformed", new OAuth2AuthenticationException(new OAuth2Error("invalid_request"), "bad"));
  }

  private static OAuth2AuthenticatedPrincipal principal() {
    return new DefaultOAuth2AuthenticatedPrincipal(
        Map.of("sub", "alice", "active", true), Collections.emptyList());
  }

  @Test
  void whomAnotherServerSaysATokenIsAboutIsTheUserOfTheRequest() {
    AuthenticationProvider provider = new OpaqueTokenAuthenticationProvider(token -> principal());
    assertThat(user(seen.inRequest(() -> provider.authenticate(Bearer.token("opaque")))))
        .isEqualTo("alice");
  }

  @Test
  void soItIsOnWebFlux() {
    ReactiveAuthenticationManager manager =
        new OpaqueTokenReactiveAuthenticationManager(
            token -> Mono.just(principal()).publishOn(Schedulers.parallel()));
    assertThat(user(seen.inRequest(() -> manager.authenticate(Bearer.token("opaque")).block())))
        .isEqualTo("alice");
  }

  @Test
  void aTokenThatTheOtherServerDoesNotKnowIsNobodys() throws Exception {
    ReactiveAuthenticationManager manager =
        new OpaqueTokenReactiveAuthenticationManager(
            token ->
                Mono.error(new OAuth2AuthenticationException(new OAuth2Error("invalid_token"))));
    agent.request(
        "request",
        () ->
            assertThatCode(() -> manager.authenticate(Bearer.token("opaque")).block())
                .isInstanceOf(OAuth2AuthenticationException.class));
    assertThat(user(agent.span("request"))).isNull();
  }
}
