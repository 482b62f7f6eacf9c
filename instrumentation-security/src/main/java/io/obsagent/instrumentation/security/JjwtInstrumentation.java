/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.security;

import io.jsonwebtoken.InvalidClaimException;
import io.jsonwebtoken.Jwt;
import io.jsonwebtoken.JwtParser;
import io.obsagent.bootstrap.State;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Tokens through jjwt 0.9 and later: one validation per outermost {@code parse…}. Reading a token
 * without a signature where that is allowed validates nothing and is no operation; rejecting one
 * is.
 */
public final class JjwtInstrumentation extends InstrumentationModule {
  private static final String TEXT = "java.lang.CharSequence";

  public JjwtInstrumentation() {
    super("jjwt", "jwt");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Parsers(), new ParserBases());
  }

  static final class Parsers implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("io.jsonwebtoken.impl.DefaultJwtParser");
    }

    @Override
    public void transform(TypeTransformer type) {
      Methods any =
          Methods.named(
                  "parse",
                  "parsePlaintextJwt",
                  "parseContentJwt",
                  "parseClaimsJwt",
                  "parseUnsecuredContent",
                  "parseUnsecuredClaims")
              .isPublic();
      type.applyAdviceToMethod(any.takes(0, "java.lang.String"), Parse.class.getName());
      type.applyAdviceToMethod(any.takes(0, TEXT), Parse.class.getName());
      type.applyAdviceToMethod(
          Methods.named(
                  "parsePlaintextJws",
                  "parseContentJws",
                  "parseClaimsJws",
                  "parseSignedContent",
                  "parseSignedClaims",
                  "parseEncryptedContent",
                  "parseEncryptedClaims")
              .isPublic(),
          ParseSecured.class.getName());
    }
  }

  /** Where {@code parse} is since 0.12, also for things that are no tokens. */
  static final class ParserBases implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("io.jsonwebtoken.impl.io.AbstractParser");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("parse").takes(1).takes(0, TEXT), Parse.class.getName());
    }
  }

  /** Parsing of a token that may be unsecured. */
  static final class Parse {
    /** Rejections of unsecured tokens that were recorded: methods around rethrow them. */
    private static final State<Boolean> RECORDED = new State<>();

    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start(
        @Advice.This Object parser, @Advice.Argument(0) @Nullable Object token) {
      return parser instanceof JwtParser && !JwtValidation.isUnsecured(token)
          ? JwtValidation.start()
          : null;
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @Advice.This Object parser,
        @Advice.Enter @Nullable Operation operation,
        @Advice.Argument(0) @Nullable Object token,
        @Advice.Return @Nullable Object result,
        @Advice.Thrown @Nullable Throwable error) {
      Operation validation = operation;
      if (error != null
          && parser instanceof JwtParser
          && JwtValidation.isUnsecured(token)
          && RECORDED.get(error) == null) {
        RECORDED.set(error, Boolean.TRUE);
        validation = JwtValidation.start();
      }
      finish(validation, token, result, error);
    }

    /**
     * Ends a validation.
     *
     * @param operation null inside another validation, which then learns of the subject
     */
    static void finish(
        @Nullable Operation operation,
        @Nullable Object token,
        @Nullable Object result,
        @Nullable Throwable error) {
      if (result instanceof Jwt && !JwtValidation.isUnsecured(token)) {
        JwtValidation.subject(subject((Jwt<?, ?>) result));
      }
      if (operation == null) {
        return;
      }
      if (error == null) {
        JwtValidation.valid(operation);
      } else {
        JwtValidation.invalid(operation, reason(token, error), error);
      }
    }

    private static @Nullable String subject(Jwt<?, ?> token) {
      Object claims = token.getBody();
      Object subject = claims instanceof Map ? ((Map<?, ?>) claims).get("sub") : null;
      return subject instanceof String ? (String) subject : null;
    }

    private static String reason(@Nullable Object token, Throwable error) {
      if (JwtValidation.isMissing(token)) {
        return JwtValidation.MISSING;
      }
      return error instanceof InvalidClaimException
          ? JwtValidation.reasonOfClaim(((InvalidClaimException) error).getClaimName())
          : JwtValidation.reason(error);
    }
  }

  /** Parsing of a token that must be signed or encrypted. */
  static final class ParseSecured {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start() {
      return JwtValidation.start();
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @Advice.Enter @Nullable Operation operation,
        @Advice.Argument(0) @Nullable Object token,
        @Advice.Return @Nullable Object result,
        @Advice.Thrown @Nullable Throwable error) {
      Parse.finish(operation, token, result, error);
    }
  }
}
