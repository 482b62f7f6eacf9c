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
import java.util.function.Consumer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import reactor.core.publisher.Mono;

/**
 * Tokens of requests to resource servers with Spring Security 5.2 and later, on servlets and on
 * WebFlux: one validation per decoding, the library's below being part of it; whom a token is about
 * that another server was asked about; and why a request is asked for another token.
 */
public final class SpringSecurityInstrumentation extends InstrumentationModule {
  private static final String SERVER = "org.springframework.security.oauth2.server.resource.";
  private static final String AUTHENTICATION = "org.springframework.security.core.Authentication";
  private static final String MONO = "reactor.core.publisher.Mono";

  public SpringSecurityInstrumentation() {
    super("spring-security-oauth2", "jwt");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(
        new Decoders(),
        new ReactiveDecoders(),
        new EntryPoints(),
        new ReactiveEntryPoints(),
        new OpaqueTokens(),
        new ReactiveOpaqueTokens());
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

  /** What does so without waiting. */
  static final class ReactiveDecoders implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("decode").takes(1).takes(0, "java.lang.String").returns(MONO),
          ReactiveDecode.class.getName());
    }
  }

  /** What answers requests without a token that holds. */
  static final class EntryPoints implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(SERVER + "web.BearerTokenAuthenticationEntryPoint");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("commence").takes(3), Refuse.class.getName());
    }
  }

  /** What answers them on WebFlux. */
  static final class ReactiveEntryPoints implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(SERVER + "web.server.BearerTokenServerAuthenticationEntryPoint");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(Methods.named("commence").takes(2), ReactiveRefuse.class.getName());
    }
  }

  /** What asks another server about tokens that say nothing themselves. */
  static final class OpaqueTokens implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(SERVER + "authentication.OpaqueTokenAuthenticationProvider");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("authenticate").takes(1).returns(AUTHENTICATION), Asked.class.getName());
    }
  }

  /** What does so on WebFlux. */
  static final class ReactiveOpaqueTokens implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named(SERVER + "authentication.OpaqueTokenReactiveAuthenticationManager");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("authenticate").takes(1).takes(0, AUTHENTICATION).returns(MONO),
          ReactiveAsked.class.getName());
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

    /** Why a token is rejected. */
    static String reason(Throwable error) {
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

  static final class ReactiveDecode {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start() {
      return JwtValidation.start();
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    @Advice.AssignReturned.ToReturned
    static @Nullable Mono<Jwt> leave(
        @Advice.Enter @Nullable Operation operation,
        @Advice.Argument(0) @Nullable String token,
        @Advice.Return @Nullable Mono<Jwt> decoding,
        @Advice.Thrown @Nullable Throwable error) {
      if (operation == null) {
        return null;
      }
      boolean isMissing = JwtValidation.isMissing(token);
      if (error != null) {
        JwtValidation.invalid(
            operation, isMissing ? JwtValidation.MISSING : Decode.reason(error), error);
        return null;
      }
      operation.leave();
      return decoding == null ? null : new ReactiveDecoding(decoding, operation, isMissing);
    }
  }

  /** Tells why a request is refused whose token nobody has validated. */
  static final class Refuse {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void refuses(@Advice.Argument(2) @Nullable AuthenticationException error) {
      tell(error);
    }

    static void tell(@Nullable AuthenticationException error) {
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

  static final class ReactiveRefuse {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void refuses(@Advice.Argument(1) @Nullable AuthenticationException error) {
      Refuse.tell(error);
    }
  }

  static final class Asked {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
    static void knows(@Advice.Return @Nullable Authentication authentication) {
      Operation request = Operation.current(HttpServer.TYPE);
      if (request != null && authentication != null) {
        request.set(HttpServer.USER_ID, authentication.getName());
      }
    }
  }

  static final class ReactiveAsked {
    @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
    @Advice.AssignReturned.ToReturned
    static @Nullable Mono<Authentication> asks(
        @Advice.Return @Nullable Mono<Authentication> answer) {
      Operation request = Operation.current(HttpServer.TYPE);
      return request == null || answer == null ? null : answer.doOnNext(new User(request));
    }
  }

  /** Takes note of whom a request is found to be from. */
  static final class User implements Consumer<Authentication> {
    private final Operation request;

    User(Operation request) {
      this.request = request;
    }

    @Override
    public void accept(Authentication authentication) {
      request.set(HttpServer.USER_ID, authentication.getName());
    }
  }
}
