/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import io.obsagent.bootstrap.Dispatch;
import io.opentelemetry.javaagent.extension.instrumentation.HelperResourceBuilder;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import io.opentelemetry.javaagent.extension.instrumentation.internal.ExperimentalInstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.internal.ExperimentalInstrumentationModule.HelperClassStrategy;
import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice.BootstrapArgumentResolver;
import net.bytebuddy.asm.Advice.WithCustomMapping;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.utility.JavaConstant;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * A module that is woven through Byte Buddy: one whose matchers, mappings or transformers are its
 * own, such as those of extensions. Asked once, when it is made, for all that it wants. Immutable.
 */
public final class HostedModule {
  /** One type instrumentation. */
  static final class Target {
    final HostedModule module;
    final ElementMatcher<? super ClassLoader> loaders;
    final ElementMatcher<? super TypeDescription> types;
    final List<AgentBuilder.Transformer> changes = new ArrayList<>();

    /** Whether woven classes hold an {@code invokedynamic}. */
    boolean hasAdvice;

    Target(
        HostedModule module,
        ElementMatcher<? super ClassLoader> loaders,
        ElementMatcher<? super TypeDescription> types) {
      this.module = module;
      this.loaders = loaders;
      this.types = types;
    }
  }

  private final InstrumentationModule module;
  private final ClassBytes classes;
  private final String prefix;
  private final Set<String> helpers = new HashSet<>();
  private final Set<String> advice = new HashSet<>();
  private final Set<String> carriers = new HashSet<>();
  private final List<String> hiddenPackages = new ArrayList<>();
  private final ElementMatcher<? super ClassLoader> loaders;
  private final List<Target> targets = new ArrayList<>();

  /**
   * Asks a module for what it wants.
   *
   * @param classes gives the class files of its advice
   * @param prefix put before the name of an advice class when it is looked up
   * @throws UnweavableException when it wants what the agent does not do
   */
  public HostedModule(InstrumentationModule module, ClassBytes classes, String prefix) {
    this.module = module;
    this.classes = classes;
    this.prefix = prefix;
    if (!module.exposedClassNames().isEmpty()) {
      throw new UnweavableException("it shows classes of its own to the application");
    }
    module.registerHelperResources(new NoResources());
    if (module instanceof ExperimentalInstrumentationModule) {
      experimental((ExperimentalInstrumentationModule) module);
    }
    helpers.addAll(module.getAdditionalHelperClassNames());
    helpers.addAll(module.injectedClassNames());
    if (module instanceof MuzzledModule) {
      generated((MuzzledModule) module);
    }
    loaders = module.classLoaderMatcher();
    for (TypeInstrumentation type : module.typeInstrumentations()) {
      Target target = new Target(this, type.classLoaderOptimization(), type.typeMatcher());
      type.transform(new Collector(target));
      targets.add(target);
    }
    new MissingClasses(this, classes).refuse(advice);
  }

  private void experimental(ExperimentalInstrumentationModule wants) {
    wants.registerVirtualFields((type, field) -> carriers.add(type));
    if (!wants.jpmsModulesToOpen().isEmpty()) {
      throw new UnweavableException("it opens modules of the platform");
    }
    if (wants.helperClassStrategy() == HelperClassStrategy.INJECTED) {
      throw new UnweavableException("it injects its helper classes into the application");
    }
    hiddenPackages.addAll(wants.agentPackagesToHide());
  }

  /** What OpenTelemetry's build plugin adds to a module. */
  private void generated(MuzzledModule muzzled) {
    helpers.addAll(muzzled.getMuzzleHelperClassNames());
    muzzled.registerMuzzleVirtualFields(
        new MuzzledModule.Fields() {
          @Override
          public MuzzledModule.Fields register(String type, String value) {
            carriers.add(type);
            return this;
          }
        });
  }

  /** The name by which it is switched and reported. */
  public String name() {
    return module.instrumentationName();
  }

  /** Whether a class is loaded where advice is, and sees both the agent and the library. */
  public boolean isHelper(String className) {
    int end = className.indexOf('$');
    while (end > 0) {
      if (helpers.contains(className.substring(0, end))) {
        return true;
      }
      end = className.indexOf('$', end + 1);
    }
    return helpers.contains(className) || module.isHelperClass(className);
  }

  /** Packages of the agent that advice must not see, so that it sees the library's. */
  public List<String> hiddenPackages() {
    return Collections.unmodifiableList(hiddenPackages);
  }

  /** The names of the types that its virtual fields are on. */
  Set<String> carriers() {
    return carriers;
  }

  int order() {
    return module.order();
  }

  ElementMatcher<? super ClassLoader> loaders() {
    return loaders;
  }

  List<Target> targets() {
    return targets;
  }

  private static final class NoResources implements HelperResourceBuilder {
    @Override
    public void register(String applicationPath, String agentPath) {
      throw new UnweavableException("it puts the resource " + applicationPath + " into libraries");
    }

    @Override
    public void registerForAllClassLoaders(String applicationPath, String agentPath) {
      register(applicationPath, agentPath);
    }
  }

  /** Takes what a type instrumentation wants. */
  private final class Collector implements TypeTransformer {
    private final Target target;

    Collector(Target target) {
      this.target = target;
    }

    @Override
    public void applyAdviceToMethod(
        ElementMatcher<? super MethodDescription> matcher,
        Function<WithCustomMapping, WithCustomMapping> mapping,
        String advice) {
      byte[] classFile = classes.find(advice);
      if (classFile == null) {
        throw new UnweavableException("there is no advice class " + advice);
      }
      new ClassReader(classFile)
          .accept(
              new Inlining(advice),
              ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
      helpers.add(advice);
      HostedModule.this.advice.add(advice);
      target.hasAdvice = true;
      target.changes.add(
          new AgentBuilder.Transformer.ForAdvice(mapping.apply(called(prefix.concat(advice))))
              .include(new Located(classes), ownClasses())
              .advice(matcher, advice));
    }

    @Override
    public void applyTransformer(AgentBuilder.Transformer transformer) {
      target.changes.add(transformer);
    }
  }

  private static ClassFileLocator ownClasses() {
    return ClassFileLocator.ForClassLoader.of(HostedModule.class.getClassLoader());
  }

  /** Advice that is called through an {@code invokedynamic} with everything as Object. */
  private static WithCustomMapping called(String advice) {
    List<JavaConstant> arguments = Collections.singletonList(JavaConstant.Simple.ofLoaded(advice));
    BootstrapArgumentResolver.Factory resolver =
        (method, exit) -> (instrumentedType, instrumentedMethod) -> arguments;
    return net.bytebuddy.asm.Advice.withCustomMapping()
        .bootstrap(link(), resolver, TypeDescription.Generic.Visitor.Generalizing.INSTANCE)
        .with(new ErasedResults());
  }

  private static Method link() {
    try {
      return Dispatch.class.getMethod(
          "link", MethodHandles.Lookup.class, String.class, MethodType.class, String.class);
    } catch (NoSuchMethodException e) {
      throw new AssertionError(CallSite.class.getName(), e);
    }
  }

  /** Finds advice classes for Byte Buddy. */
  private static final class Located implements ClassFileLocator {
    private final ClassBytes classes;

    Located(ClassBytes classes) {
      this.classes = classes;
    }

    @Override
    public Resolution locate(String name) {
      byte[] bytes = classes.find(name);
      return bytes == null ? new Resolution.Illegal(name) : new Resolution.Explicit(bytes);
    }

    @Override
    public void close() {}
  }

  /** Refuses advice that is to be copied into the application's methods. */
  private static final class Inlining extends ClassVisitor {
    private final String advice;

    Inlining(String advice) {
      super(Opcodes.ASM9);
      this.advice = advice;
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public @Nullable AnnotationVisitor visitAnnotation(String type, boolean visible) {
          return type.equals("Lnet/bytebuddy/asm/Advice$OnMethodEnter;")
                  || type.equals("Lnet/bytebuddy/asm/Advice$OnMethodExit;")
              ? new Requirement()
              : null;
        }
      };
    }

    private final class Requirement extends AnnotationVisitor {
      private boolean called;

      Requirement() {
        super(Opcodes.ASM9);
      }

      @Override
      public void visit(String name, Object value) {
        called |= name.equals("inline") && Boolean.FALSE.equals(value);
      }

      @Override
      public void visitEnd() {
        if (!called) {
          throw new UnweavableException(
              "its advice " + advice + " is to be inlined; only inline = false is supported");
        }
      }
    }
  }
}
