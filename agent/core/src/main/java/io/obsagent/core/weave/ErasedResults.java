/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.PostProcessor;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.bytecode.StackManipulation;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/**
 * Assigns what advice returns as its annotations say, with a cast: call sites see every result as
 * Object, whatever the advice method declares. A cast that fails assigns nothing. Immutable.
 */
final class ErasedResults implements PostProcessor.Factory {
  private final PostProcessor.Factory assigning =
      new AssignReturned.Factory().withSuppressed(Throwable.class);

  @Override
  public PostProcessor make(
      List<? extends AnnotationDescription> annotations, TypeDescription result, boolean exit) {
    return new Casting(assigning.make(annotations, result, exit));
  }

  private static final class Casting implements PostProcessor, Assigner {
    private final PostProcessor assigning;

    Casting(PostProcessor assigning) {
      this.assigning = assigning;
    }

    @Override
    public StackManipulation resolve(
        TypeDescription type,
        MethodDescription method,
        Assigner assigner,
        Advice.ArgumentHandler arguments,
        Advice.StackMapFrameHandler.ForPostProcessor frames,
        StackManipulation exceptionHandler) {
      return assigning.resolve(type, method, this, arguments, frames, exceptionHandler);
    }

    @Override
    public StackManipulation assign(
        TypeDescription.Generic source, TypeDescription.Generic target, Typing typing) {
      return Assigner.DEFAULT.assign(source, target, Typing.DYNAMIC);
    }
  }
}
