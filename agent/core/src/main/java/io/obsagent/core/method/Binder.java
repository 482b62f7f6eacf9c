/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.method;

import io.obsagent.core.log.AgentLog;
import io.obsagent.core.schedule.TaskNames;
import io.obsagent.core.vocabulary.Job;
import io.obsagent.core.weave.Hierarchy;
import io.obsagent.core.weave.Interception;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;

/** Finds the methods of one class that targets are for, and what their call sites hand over. */
final class Binder {
  private static final int MOST_SUPERTYPES = 200;
  private static final String FUTURE = "java/util/concurrent/Future";
  private static final String STAGE = "java/util/concurrent/CompletionStage";

  private final @Nullable ClassLoader loader;
  private final byte[] classFile;
  private final ClassShape shape;
  private final Hierarchy hierarchy;
  private final Map<ClassShape.Method, List<Hit>> hits = new LinkedHashMap<>();

  /** What no method of a target has, so far, by target and argument; null once one has it. */
  private final Map<String, @Nullable String> missing = new LinkedHashMap<>();

  /** A target that is for a method. */
  private static final class Hit {
    final MethodTarget target;

    /** How many parameters come before the one that counts as the first. */
    final int offset;

    /** Where else to look for names of parameters. */
    final @Nullable Declared declared;

    Hit(MethodTarget target, int offset, @Nullable Declared declared) {
      this.target = target;
      this.offset = offset;
      this.declared = declared;
    }
  }

  /** The methods that a type and its supertypes declare. */
  private static final class Declared {
    final Map<String, ClassShape.Method> methods = new LinkedHashMap<>();
  }

  Binder(@Nullable ClassLoader loader, byte[] classFile, Hierarchy hierarchy) {
    this.loader = loader;
    this.classFile = classFile;
    this.shape = ClassShape.read(classFile);
    this.hierarchy = hierarchy;
  }

  /** The calls that rules take note of. */
  List<Interception> bind(List<MethodTarget> targets) {
    find(targets);
    List<Interception> all = new ArrayList<>(hits.size());
    for (Map.Entry<ClassShape.Method, List<Hit>> entry : hits.entrySet()) {
      all.add(interception(entry.getKey(), entry.getValue()));
    }
    for (Map.Entry<String, @Nullable String> entry : missing.entrySet()) {
      if (entry.getValue() != null) {
        AgentLog.warnOnce(shape.name + entry.getKey(), entry.getValue());
      }
    }
    return all;
  }

  /** The calls that are jobs. */
  List<Interception> bindJobs(List<MethodTarget> targets) {
    find(targets);
    List<Interception> all = new ArrayList<>(hits.size());
    for (ClassShape.Method method : hits.keySet()) {
      all.add(job(method));
    }
    return all;
  }

  private void find(List<MethodTarget> targets) {
    for (MethodTarget target : targets) {
      switch (target.selection) {
        case SUBTYPES:
        case IMPLEMENTATIONS:
          for (String type : target.typeNames()) {
            subtypes(target, type.replace('.', '/'));
          }
          break;
        case ANNOTATION:
          if (containsAny(shape.annotations, target.types)) {
            methods(target, null);
          }
          break;
        default:
          methods(target, null);
      }
    }
  }

  private void subtypes(MethodTarget target, String type) {
    boolean isSubtype = shape.name.equals(type) || hierarchy.isSubtype(loader, classFile, type);
    boolean noLambdas =
        shape.lambdas.isEmpty() || target.selection == MethodTarget.Selection.IMPLEMENTATIONS;
    if (!isSubtype && noLambdas) {
      return;
    }
    Declared declared = null;
    if (isSubtype) {
      declared = declared(type);
      methods(target, declared);
    }
    if (noLambdas) {
      return;
    }
    for (ClassShape.Lambda lambda : shape.lambdas) {
      if (!lambda.type.equals(type) && !isSubtype(lambda.type, type)) {
        continue;
      }
      declared = declared == null ? declared(type) : declared;
      ClassShape.Method implemented = declared.methods.get(lambda.implemented);
      ClassShape.Method body = shape.method(lambda.body, lambda.descriptor);
      if (implemented != null && body != null && takes(target, implemented)) {
        hit(body, new Hit(target, lambda.captured, null));
      }
    }
  }

  private boolean isSubtype(String one, String other) {
    byte[] file = ClassShape.find(loader, one);
    return file != null && hierarchy.isSubtype(loader, file, other);
  }

  private Declared declared(String type) {
    Declared declared = new Declared();
    Set<String> seen = new HashSet<>();
    List<String> open = new ArrayList<>();
    open.add(type);
    while (!open.isEmpty() && seen.size() < MOST_SUPERTYPES) {
      String next = open.remove(open.size() - 1);
      if (next.equals("java/lang/Object") || !seen.add(next)) {
        continue;
      }
      byte[] file = next.equals(shape.name) ? classFile : ClassShape.find(loader, next);
      if (file != null) {
        ClassShape of = ClassShape.read(file);
        for (ClassShape.Method method : of.methods) {
          if (!method.is(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC)) {
            declared.methods.putIfAbsent(ClassShape.key(method.name, method.descriptor), method);
          }
        }
        open.addAll(of.supertypes);
      }
    }
    return declared;
  }

  private void methods(MethodTarget target, @Nullable Declared declared) {
    for (ClassShape.Method method : shape.methods) {
      if (!takes(target, method) || (declared != null && !overrides(method, declared))) {
        continue;
      }
      if (method.is(Opcodes.ACC_ABSTRACT)) {
        hint(target);
      } else if (!method.is(Opcodes.ACC_NATIVE) && !isHidden(target, method)) {
        hit(method, new Hit(target, 0, declared));
      }
    }
  }

  private static boolean takes(MethodTarget target, ClassShape.Method method) {
    return method.name.charAt(0) != '<'
        && (target.annotatedMethods
            ? containsAny(method.annotations, target.methods)
            : target.methods.matches(method.name));
  }

  /** Bridges only lead to what is woven itself; the bodies of lambdas are meant only by name. */
  private static boolean isHidden(MethodTarget target, ClassShape.Method method) {
    return method.is(Opcodes.ACC_BRIDGE)
        || (method.is(Opcodes.ACC_SYNTHETIC) && !target.toString().contains("#lambda$"));
  }

  /** Whether a method is one that a type declares, perhaps through a bridge. */
  private boolean overrides(ClassShape.Method method, Declared declared) {
    if (declared.methods.containsKey(ClassShape.key(method.name, method.descriptor))) {
      return true;
    }
    for (ClassShape.Method bridge : shape.methods) {
      if (bridge.is(Opcodes.ACC_BRIDGE)
          && bridge.name.equals(method.name)
          && method.descriptor.equals(bridge.leadsTo)
          && declared.methods.containsKey(ClassShape.key(bridge.name, bridge.descriptor))) {
        return true;
      }
    }
    return false;
  }

  private static void hint(MethodTarget target) {
    if (target.selection == MethodTarget.Selection.NAME && target.types.literals() != null) {
      String text = target.toString();
      AgentLog.warnOnce(
          text,
          "'"
              + text
              + "' names an abstract method; for those that implement it write '"
              + text.replace("#", "+#")
              + "'");
    }
  }

  private void hit(ClassShape.Method method, Hit hit) {
    List<Hit> ofMethod = hits.get(method);
    if (ofMethod == null) {
      ofMethod = new ArrayList<>(1);
      hits.put(method, ofMethod);
    }
    for (Hit other : ofMethod) {
      if (other.target == hit.target) {
        return;
      }
    }
    if (ofMethod.size() < Site.MOST_TARGETS) {
      ofMethod.add(hit);
    }
  }

  private static boolean containsAny(Set<String> descriptors, NamePattern names) {
    List<String> wanted = TargetIndex.descriptors(names);
    if (wanted != null) {
      for (String one : wanted) {
        if (descriptors.contains(one)) {
          return true;
        }
      }
    }
    return false;
  }

  // ---- call sites ----

  private Interception interception(ClassShape.Method method, List<Hit> hits) {
    List<Integer> handed = new ArrayList<>();
    MethodTarget[] targets = new MethodTarget[hits.size()];
    int[][] places = new int[targets.length][];
    for (int i = 0; i < targets.length; i++) {
      Hit hit = hits.get(i);
      String[] wanted = hit.target.arguments();
      targets[i] = hit.target;
      places[i] = new int[wanted.length];
      for (int slot = 0; slot < wanted.length; slot++) {
        int parameter = parameter(method, hit, wanted[slot]);
        note(method, hit, wanted[slot], parameter >= 0);
        places[i][slot] = place(parameter, handed);
      }
    }
    int[] arguments = new int[handed.size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = handed.get(i);
    }
    boolean completes = mayComplete(method);
    boolean publishes = PublisherCompletion.isPublisher(method.descriptor);
    Interception.Result result =
        publishes
            ? Interception.Result.REPLACED
            : completes || isResultRead(targets)
                ? Interception.Result.READ
                : Interception.Result.UNREAD;
    return new Interception(
        method.name,
        method.descriptor,
        CallAdvice.class.getName(),
        Site.number(targets, places, completes, publishes),
        "exit".concat(String.valueOf(arguments.length)),
        result,
        arguments);
  }

  private Interception job(ClassShape.Method method) {
    String type = shape.name.replace('/', '.');
    boolean goesOn = mayComplete(method) || PublisherCompletion.isPublisher(method.descriptor);
    return Interception.of(
        method.name,
        method.descriptor,
        JobAdvice.class.getName(),
        SpanSite.number(
            TaskNames.of(type) + "." + method.name,
            Job.TYPE.kind(),
            true,
            type + "." + method.name,
            new @Nullable String[0]),
        "enter",
        false,
        goesOn ? "exit" : "exitNow",
        goesOn ? Interception.Result.REPLACED : Interception.Result.UNREAD);
  }

  private static boolean isResultRead(MethodTarget[] targets) {
    for (MethodTarget target : targets) {
      if (target.isResultRead()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a method may return a stage or a future that tells when it is done, by the type that it
   * declares: to ask each result costs more than all else that is done for a call.
   */
  private boolean mayComplete(ClassShape.Method method) {
    String descriptor = method.descriptor;
    int begin = descriptor.indexOf(')') + 2;
    if (descriptor.charAt(begin - 1) != 'L') {
      return false;
    }
    String type = descriptor.substring(begin, descriptor.length() - 1);
    switch (type) {
      case "java/lang/Object":
      case FUTURE:
      case STAGE:
      case "java/util/concurrent/CompletableFuture":
      case "java/util/concurrent/ForkJoinTask":
      case "java/util/concurrent/FutureTask":
      case "java/util/concurrent/RunnableFuture":
      case "java/util/concurrent/RunnableScheduledFuture":
      case "java/util/concurrent/ScheduledFuture":
        return true;
      default:
        return !type.startsWith("java/") && (isSubtype(type, STAGE) || isSubtype(type, FUTURE));
    }
  }

  private static int place(int parameter, List<Integer> handed) {
    if (parameter < 0) {
      return -1;
    }
    int place = handed.indexOf(parameter);
    if (place < 0 && handed.size() < CallAdvice.MOST_ARGUMENTS) {
      place = handed.size();
      handed.add(parameter);
    }
    return place;
  }

  /** Which of a method's parameters an argument is; -1 when none. */
  private static int parameter(ClassShape.Method method, Hit hit, String argument) {
    int count = method.parameters.length;
    if (Character.isDigit(argument.charAt(0))) {
      int number = argument.length() > 3 ? count : Integer.parseInt(argument) + hit.offset;
      if (number < count) {
        return number;
      }
    }
    @Nullable String[] names = names(method, hit);
    for (int i = 0; i < count; i++) {
      if (argument.equals(names[i])) {
        return i;
      }
    }
    return -1;
  }

  private static @Nullable String[] names(ClassShape.Method method, Hit hit) {
    if (hit.declared != null && Arrays.asList(method.parameters).contains(null)) {
      for (ClassShape.Method other : hit.declared.methods.values()) {
        if (other.name.equals(method.name)
            && other.parameters.length == method.parameters.length
            && !Arrays.asList(other.parameters).contains(null)) {
          return other.parameters;
        }
      }
    }
    return method.parameters;
  }

  /** Other methods of the same name may well not have an argument, if one has it. */
  private void note(ClassShape.Method method, Hit hit, String argument, boolean isThere) {
    String key = hit.target + " " + argument;
    if (isThere) {
      missing.put(key, null);
    } else if (!missing.containsKey(key)) {
      missing.put(key, without(method, names(method, hit), argument));
    }
  }

  private String without(ClassShape.Method method, @Nullable String[] names, String argument) {
    String told;
    if (names.length == 0) {
      told = "it has none";
    } else if (Arrays.asList(names).contains(null)) {
      told = "its class file names none; write args.0 for the first";
    } else {
      told = "it has " + String.join(", ", Arrays.asList(names));
    }
    return shape.name.replace('/', '.')
        + "#"
        + method.name
        + " has no argument '"
        + argument
        + "': "
        + told;
  }
}
