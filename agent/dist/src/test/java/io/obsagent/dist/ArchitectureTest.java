/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.dist;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import net.bytebuddy.asm.Advice;
import org.junit.jupiter.api.Test;

/** Rules that hold for every class of ours in the jar. */
class ArchitectureTest {
  private static final String BOOTSTRAP = "io.obsagent.bootstrap..";
  private static final String CORE = "io.obsagent.core..";
  private static final String INSTRUMENTATION = "io.obsagent.instrumentation..";

  private static final JavaClasses AGENT =
      new ClassFileImporter()
          .importPackages(
              "io.obsagent.bootstrap", "io.obsagent.core", "io.obsagent.instrumentation");

  private static final DescribedPredicate<JavaClass> MODULE_PARTS =
      assignableTo(InstrumentationModule.class)
          .or(assignableTo(TypeInstrumentation.class))
          .as("modules and type instrumentations");

  private static void holds(ArchRule rule) {
    rule.check(AGENT);
  }

  /** Bootstrap classes are seen by every loader, which has nothing but the JDK in common. */
  @Test
  void theBootstrapKnowsOnlyTheJdk() {
    holds(
        classes()
            .that()
            .resideInAPackage(BOOTSTRAP)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(BOOTSTRAP, "java..", "org.jspecify.annotations"));
  }

  @Test
  void theCoreKnowsNoInstrumentation() {
    holds(
        noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(INSTRUMENTATION));
  }

  @Test
  void instrumentationsDoNotKnowEachOther() {
    holds(slices().matching("io.obsagent.instrumentation.(**)").should().notDependOnEachOther());
  }

  /** What can be set is in one place, documented from there. */
  @Test
  void onlySettingsReadTheEnvironment() {
    DescribedPredicate<JavaClass> readers =
        assignableTo("io.obsagent.core.settings.Settings")
            .or(assignableTo("io.obsagent.bootstrap.StockAgent"))
            .or(assignableTo("io.obsagent.bootstrap.Switches"))
            .or(assignableTo("io.obsagent.bootstrap.Tools"));
    holds(
        noClasses()
            .that(DescribedPredicate.not(readers))
            .should()
            .callMethodWhere(
                target(owner(assignableTo(System.class)))
                    .and(target(nameMatching("getenv|(get|set|clear)Propert(y|ies)"))))
            .orShould()
            .callMethod(Boolean.class, "getBoolean", String.class)
            .orShould()
            .callMethod(Integer.class, "getInteger", String.class)
            .orShould()
            .callMethod(Long.class, "getLong", String.class));
  }

  /**
   * These initialise what an application may want to configure first, ask its loaders, or cost many
   * classes at start-up.
   */
  @Test
  void whatTheApplicationMayConfigureIsLeftAlone() {
    holds(
        noClasses()
            .that()
            .haveNameNotMatching(
                "io\\.obsagent\\.(core\\.log\\.LibraryLogger|instrumentation\\.logging\\.(Jul|Jboss).*)")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "java.util.logging", "java.util.regex", "java.util.stream", "java.nio.file..")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.ServiceLoader"));
    holds(
        noClasses()
            .that()
            .haveNameNotMatching(
                "io\\.obsagent\\.core\\.telemetry\\.(GcPauses|SystemBean|JvmObserved)(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("javax.management..", "java.lang.management.."));
  }

  /** A module is made where the library cannot be seen, and in another loader than its advice. */
  @Test
  void modulesTouchNoLibraryAndHoldNothing() {
    holds(
        classes()
            .that(MODULE_PARTS)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                INSTRUMENTATION,
                "io.obsagent.core.weave",
                "io.opentelemetry.javaagent.extension.instrumentation",
                "net.bytebuddy.description..",
                "net.bytebuddy.matcher",
                "org.jspecify.annotations",
                "java.lang",
                "java.util"));
    holds(
        fields()
            .that()
            .areDeclaredInClassesThat(MODULE_PARTS)
            .should()
            .notBeStatic()
            .orShould()
            .haveRawType(String.class));
  }

  @Test
  void adviceIsNoApi() {
    holds(
        methods()
            .that()
            .areAnnotatedWith(Advice.OnMethodEnter.class)
            .or()
            .areAnnotatedWith(Advice.OnMethodExit.class)
            .should()
            .notBePublic()
            .andShould()
            .beDeclaredInClassesThat()
            .arePackagePrivate());
  }

  /** Nothing of ours keeps a JVM from ending; the hook runs when it already does. */
  @Test
  void threadsAreDaemons() {
    holds(
        codeUnits()
            .that()
            .areDeclaredInClassesThat()
            .doNotHaveFullyQualifiedName("io.obsagent.core.AgentStart$Flush")
            .should(makeDaemonsOnly()));
    holds(
        noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.util\\.(Timer|concurrent\\.Executors)"));
  }

  private static ArchCondition<JavaCodeUnit> makeDaemonsOnly() {
    return new ArchCondition<>("make daemon threads only") {
      @Override
      public void check(JavaCodeUnit code, ConditionEvents events) {
        for (JavaConstructorCall made : code.getConstructorCallsFromSelf()) {
          if (made.getTargetOwner().isEquivalentTo(Thread.class) && !callsSetDaemon(code)) {
            events.add(SimpleConditionEvent.violated(code, made.getDescription()));
          }
        }
      }
    };
  }

  private static boolean callsSetDaemon(JavaCodeUnit code) {
    for (JavaMethodCall call : code.getMethodCallsFromSelf()) {
      if (call.getName().equals("setDaemon")) {
        return true;
      }
    }
    return false;
  }
}
