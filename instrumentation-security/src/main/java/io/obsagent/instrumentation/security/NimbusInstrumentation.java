/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.security;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.text.ParseException;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Tokens through nimbus-jose-jwt 8.2 and later: one validation per outermost {@code process} of a
 * processor, or {@code verify} of a signed token, which tells of its signature alone.
 */
public final class NimbusInstrumentation extends InstrumentationModule {
  public NimbusInstrumentation() {
    super("nimbus-jose-jwt", "jwt");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(new Processors(), new Objects());
  }

  /** What validates signature and claims. */
  static final class Processors implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("com.nimbusds.jwt.proc.DefaultJWTProcessor");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("process").isPublic().takes(2).returns("com.nimbusds.jwt.JWTClaimsSet"),
          Process.class.getName());
    }
  }

  /** Signed things, tokens among them. */
  static final class Objects implements TypeInstrumentation {
    @Override
    public ElementMatcher<TypeDescription> typeMatcher() {
      return Types.named("com.nimbusds.jose.JWSObject");
    }

    @Override
    public void transform(TypeTransformer type) {
      type.applyAdviceToMethod(
          Methods.named("verify").takes(1).returns("boolean"), Verify.class.getName());
    }
  }

  static final class Process {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start() {
      return JwtValidation.start();
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @Advice.Enter @Nullable Operation operation,
        @Advice.Argument(0) @Nullable Object token,
        @Advice.Return @Nullable JWTClaimsSet claims,
        @Advice.Thrown @Nullable Throwable error) {
      if (claims != null) {
        JwtValidation.subject(claims.getSubject());
      }
      if (operation == null) {
        return;
      }
      if (error == null) {
        JwtValidation.valid(operation);
      } else {
        boolean missing =
            token == null || token instanceof String && JwtValidation.isMissing(token);
        JwtValidation.invalid(
            operation, missing ? JwtValidation.MISSING : NimbusReasons.of(error), error);
      }
    }
  }

  static final class Verify {
    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Operation start(@Advice.This Object signed) {
      return signed instanceof SignedJWT ? JwtValidation.start() : null;
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void end(
        @Advice.This Object signed,
        @Advice.Enter @Nullable Operation operation,
        @Advice.Return boolean verified,
        @Advice.Thrown @Nullable Throwable error) {
      if (operation == null) {
        return;
      }
      if (error != null) {
        JwtValidation.invalid(operation, NimbusReasons.of(error), error);
      } else if (verified) {
        JwtValidation.subject(subject((SignedJWT) signed));
        JwtValidation.valid(operation);
      } else {
        JwtValidation.invalid(operation, JwtValidation.SIGNATURE);
      }
    }

    private static @Nullable String subject(SignedJWT token) {
      try {
        JWTClaimsSet claims = token.getJWTClaimsSet();
        return claims == null ? null : claims.getSubject();
      } catch (ParseException e) {
        return null;
      }
    }
  }
}
