/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.instrumentation.security;

import com.auth0.jwt.exceptions.InvalidClaimException;
import com.auth0.jwt.interfaces.DecodedJWT;
import io.obsagent.core.operation.Operation;
import io.obsagent.core.weave.Methods;
import io.obsagent.core.weave.Types;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.Collections;
import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Tokens through java-jwt 3 and later: one validation per outermost {@code verify}. Decoding alone
 * is no validation.
 */
public final class JavaJwtInstrumentation extends InstrumentationModule
    implements TypeInstrumentation {
  public JavaJwtInstrumentation() {
    super("java-jwt", "jwt");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Collections.<TypeInstrumentation>singletonList(this);
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return Types.named("com.auth0.jwt.JWTVerifier");
  }

  @Override
  public void transform(TypeTransformer type) {
    type.applyAdviceToMethod(
        Methods.named("verify").takes(1).returns("com.auth0.jwt.interfaces.DecodedJWT"),
        Verify.class.getName());
  }

  static final class Verify {
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
      if (operation == null) {
        return;
      }
      if (error != null) {
        JwtValidation.invalid(operation, reason(token, error), error);
        return;
      }
      if (result != null) {
        JwtValidation.subject(((DecodedJWT) result).getSubject());
      }
      JwtValidation.valid(operation);
    }

    private static String reason(@Nullable Object token, Throwable error) {
      if (JwtValidation.isMissing(token)) {
        return JwtValidation.MISSING;
      }
      return error instanceof InvalidClaimException
          ? reasonOfClaim(error.getMessage())
          : JwtValidation.reason(error);
    }

    /** Before version 4 only the message tells which claim it is; it stays what it was since. */
    private static String reasonOfClaim(@Nullable String message) {
      if (message == null) {
        return JwtValidation.OTHER;
      }
      if (message.startsWith("The Token has expired")) {
        return JwtValidation.EXPIRED;
      }
      if (message.startsWith("The Token can't be used before")) {
        return JwtValidation.NOT_YET_VALID;
      }
      int begin = message.indexOf('\'') + 1;
      int end = message.indexOf('\'', begin);
      return JwtValidation.reasonOfClaim(end < 0 ? null : message.substring(begin, end));
    }
  }
}
