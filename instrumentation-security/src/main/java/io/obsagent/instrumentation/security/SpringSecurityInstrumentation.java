/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.security;

import io.obsagent.core.operation.Operation;
import io.obsagent.core.vocabulary.AuthFailure;
import io.obsagent.core.vocabulary.HttpServer;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtValidationException;

/**
 * Tokens of requests to resource servers with Spring Security 5.2 and later: one validation per
 * decoding, the library's below being part of it; and why a request is asked for another token.
 */
public final class SpringSecurityInstrumentation extends InstrumentationModule {
  public SpringSecurityInstrumentation() {
    super("spring-security-oauth2", "jwt");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Decoders(), new EntryPoints());
  }

  /** What decodes and validates tokens. */
  static final class Decoders implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.springframework.security.oauth2.jwt.NimbusJwtDecoder");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("decode").takes(1).takes(0, "java.lang.String"), Decode.class.getName());
    }
  }

  /** What answers requests without a token that holds. */
  static final class EntryPoints implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(
          "org.springframework.security.oauth2.server.resource.web"
              + ".BearerTokenAuthenticationEntryPoint");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("commence").takes(3), Refuse.class.getName());
    }
  }

  static final class Decode {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start() {
      return JwtValidation.start();
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @Advice.Enter @Nullable Operation operation,
        @Advice.Argument(0) @Nullable String token,
        @Advice.Return @Nullable Jwt decoded,
        @Advice.Thrown @Nullable Throwable error) {
      if (operation == null) {
        return;
      }
      if (error != null) {
        JwtValidation.invalid(
            operation,
            JwtValidation.isMissing(token) ? JwtValidation.MISSING : reason(error),
            error);
        return;
      }
      if (decoded != null) {
        JwtValidation.subject(decoded.getSubject());
      }
      JwtValidation.valid(operation);
    }

    private static String reason(Throwable error) {
      if (error instanceof JwtValidationException) {
        for (OAuth2Error each : ((JwtValidationException) error).getErrors()) {
          String reason = NimbusReasons.of(each.getDescription());
          if (!reason.equals(JwtValidation.OTHER)) {
            return reason;
          }
        }
      }
      return NimbusReasons.of(error);
    }
  }

  /** Tells why a request is refused whose token nobody has validated. */
  static final class Refuse {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void refuses(@Advice.Argument(2) @Nullable AuthenticationException error) {
      Operation request = Operation.current(HttpServer.TYPE);
      if (request == null || error == null || request.get(HttpServer.AUTH_ERROR) != null) {
        return;
      }
      if (!(error instanceof OAuth2AuthenticationException)) {
        AuthFailure.checked(JwtValidation.MISSING);
        return;
      }
      OAuth2Error told = ((OAuth2AuthenticationException) error).getError();
      AuthFailure.checked(
          told != null && "invalid_request".equals(told.getErrorCode())
              ? JwtValidation.MALFORMED
              : JwtValidation.OTHER);
    }
  }
}
