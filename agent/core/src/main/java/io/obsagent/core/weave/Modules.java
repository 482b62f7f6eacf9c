/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import io.obsagent.core.log.AgentLog;
import io.obsagent.core.settings.Settings;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice.WithCustomMapping;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * Which classes the instrumentation modules want, arranged so that a class that none wants is known
 * as such at once. A module itself is asked only when the first class that it wants turns up.
 * Thread-safe.
 */
public final class Modules {
  /** Makes a module; asked at most once. */
  public interface Source {
    InstrumentationModule module() throws ReflectiveOperationException;
  }

  /** One type instrumentation of a module, with what it weaves once that is known. */
  static final class Target {
    private final Holder holder;
    private final int position;
    private @Nullable List<ClassWeaver.Rule> rules;
    private boolean stateful;
    private @Nullable Interceptor interceptor;
    private boolean sharedName;

    Target(Holder holder, int position) {
      this.holder = holder;
      this.position = position;
    }

    String name() {
      return holder.name;
    }

    /** Whether it is to be woven now. */
    boolean isDemanded() {
      return holder.demands.isEmpty() || Demand.isFor(holder.demands);
    }

    /** What to weave; empty when the module is switched off or broken. */
    synchronized List<ClassWeaver.Rule> rules(ClassBytes classes) {
      if (rules == null) {
        Collector collector = new Collector(classes);
        try {
          InstrumentationModule module = holder.module();
          if (module != null) {
            TypeInstrumentation type = module.typeInstrumentations().get(position);
            stateful = type instanceof Stateful;
            interceptor = type instanceof Interceptor ? (Interceptor) type : null;
            sharedName = type instanceof SharedName;
            type.transform(collector);
          }
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
          AgentLog.warnOnce(
              holder.name,
              "instrumentation "
                  + holder.name
                  + " is left out: "
                  + UnweavableException.describe(e));
          AgentLog.debug("instrumentation " + holder.name, e);
          collector.rules.clear();
        }
        rules = collector.rules;
      }
      return rules;
    }

    /** Who says which methods are woven beside the rules; known after {@link #rules}. */
    synchronized @Nullable Interceptor interceptor() {
      return interceptor;
    }

    /** Whether its classes have other shapes that are known; known after {@link #rules}. */
    synchronized boolean hasSharedName() {
      return sharedName;
    }

    /** Whether classes get a field for state; known after {@link #rules}. */
    synchronized boolean isStateful() {
      return stateful;
    }
  }

  /** A module that may not have been made yet. */
  static final class Holder {
    final String name;

    /** The types of operation without any of which it is not woven; none when it always is. */
    final Set<String> demands;

    private final Source source;
    private boolean asked;
    private @Nullable InstrumentationModule module;

    Holder(String name, String demand, Source source) {
      this.name = name;
      this.demands = demands(demand);
      this.source = source;
    }

    /** Null when it is switched off. */
    synchronized @Nullable InstrumentationModule module() throws ReflectiveOperationException {
      if (!asked) {
        asked = true;
        InstrumentationModule made = source.module();
        if (isEnabled(made)) {
          module = made;
        }
      }
      return module;
    }

    private static Set<String> demands(String demand) {
      if (demand.isEmpty()) {
        return Collections.emptySet();
      }
      Set<String> demands = new HashSet<>();
      int begin = 0;
      for (int end = demand.indexOf(','); end >= 0; end = demand.indexOf(',', begin)) {
        demands.add(demand.substring(begin, end));
        begin = end + 1;
      }
      demands.add(demand.substring(begin));
      return demands;
    }

    private static boolean isEnabled(InstrumentationModule module) {
      for (String name : module.instrumentationNames()) {
        String value = Settings.find("otel.instrumentation." + name + ".enabled");
        if (value != null) {
          return value.equalsIgnoreCase("true");
        }
      }
      return !"false".equals(Settings.find("otel.instrumentation.common.default-enabled"))
          && module.defaultEnabled();
    }
  }

  /** Subtypes that a target wants. */
  static final class Subtypes {
    /** Empty when any class that mentions the texts will do. */
    final String superName;

    final ConstantPool methods;
    final Target target;

    Subtypes(String superName, ConstantPool methods, Target target) {
      this.superName = superName;
      this.methods = methods;
      this.target = target;
    }
  }

  private final Map<String, List<Target>> byName = new HashMap<>();
  private final List<Subtypes> subtypes = new ArrayList<>();
  private final Set<String> methodNames = new LinkedHashSet<>();
  private final List<InstrumentationModule> opaque = new ArrayList<>();
  private ConstantPool anyMethod = new ConstantPool(methodNames);

  /**
   * Adds a module, asking it now for the types it wants. One with matchers of another kind than
   * {@link Types} is woven through Byte Buddy.
   */
  public void add(InstrumentationModule module) {
    List<TypeInstrumentation> types = module.typeInstrumentations();
    for (TypeInstrumentation type : types) {
      if (!((ElementMatcher<?>) type.typeMatcher() instanceof Types)) {
        if (Holder.isEnabled(module)) {
          opaque.add(module);
        }
        return;
      }
    }
    Holder holder = new Holder(module.instrumentationName(), demand(module), () -> module);
    for (int i = 0; i < types.size(); i++) {
      add(new Target(holder, i), (Types) (ElementMatcher<?>) types.get(i).typeMatcher());
    }
    anyMethod = new ConstantPool(methodNames);
  }

  private static String demand(InstrumentationModule module) {
    return module instanceof OnDemand ? ((OnDemand) module).demandedBy() : "";
  }

  /** The modules that are for {@link OpaqueWeaver}. */
  List<InstrumentationModule> opaque() {
    return opaque;
  }

  private void add(Target target, Types types) {
    if (types.areSubtypes()) {
      methodNames.addAll(types.methods());
      subtypes.add(
          new Subtypes(
              types.names().isEmpty() ? "" : types.names().get(0).replace('.', '/'),
              new ConstantPool(types.methods()),
              target));
    } else {
      for (String name : types.names()) {
        byName.computeIfAbsent(name.replace('.', '/'), key -> new ArrayList<>(2)).add(target);
      }
    }
  }

  /**
   * Reads an index that {@link #describe} wrote, without making a module.
   *
   * @param lines as written
   * @param factory makes a module of a class name
   */
  public void read(Iterable<String> lines, Factory factory) {
    Holder holder = null;
    int position = -1;
    for (String line : lines) {
      char kind = line.charAt(0);
      String rest = line.substring(1);
      if (kind == 'm') {
        String[] words = split(rest);
        String demand = words.length > 2 ? words[2] : "";
        holder = new Holder(words[0], demand, new Named(factory, words[1]));
        position = -1;
      } else if (holder != null) {
        position++;
        String[] words = split(rest);
        Target target = new Target(holder, position);
        if (kind == 's') {
          String[] methods = new String[words.length - 1];
          System.arraycopy(words, 1, methods, 0, methods.length);
          add(target, Types.implementing(words[0], methods));
        } else if (kind == 'd') {
          add(target, Types.mentioning(words));
        } else {
          add(target, Types.named(words));
        }
      }
    }
    anyMethod = new ConstantPool(methodNames);
  }

  private static String[] split(String line) {
    List<String> words = new ArrayList<>();
    int begin = 0;
    while (begin < line.length()) {
      int end = line.indexOf(' ', begin);
      end = end < 0 ? line.length() : end;
      words.add(line.substring(begin, end));
      begin = end + 1;
    }
    return words.toArray(new String[0]);
  }

  /** Makes a module of a class name. */
  public interface Factory {
    InstrumentationModule make(String className) throws ReflectiveOperationException;
  }

  private static final class Named implements Source {
    private final Factory factory;
    private final String className;

    Named(Factory factory, String className) {
      this.factory = factory;
      this.className = className;
    }

    @Override
    public InstrumentationModule module() throws ReflectiveOperationException {
      return factory.make(className);
    }
  }

  /**
   * The index of a module, a line for it and one for each of its type instrumentations. For build
   * time.
   */
  public static List<String> describe(InstrumentationModule module) {
    List<String> lines = new ArrayList<>();
    String demand = demand(module);
    lines.add(
        "m"
            + module.instrumentationName()
            + " "
            + module.getClass().getName()
            + (demand.isEmpty() ? "" : " " + demand));
    for (TypeInstrumentation type : module.typeInstrumentations()) {
      Types types = (Types) type.typeMatcher();
      StringBuilder line = new StringBuilder(types.areSubtypes() ? "s" : "n");
      if (types.names().isEmpty()) {
        line.setLength(0);
        line.append('d').append(String.join(" ", types.methods()));
      } else {
        line.append(String.join(" ", types.names()));
        for (String method : types.methods()) {
          line.append(' ').append(method);
        }
      }
      lines.add(line.toString());
    }
    return lines;
  }

  /** All advice class names of a module. For build time. */
  public static List<String> adviceOf(InstrumentationModule module, ClassBytes classes) {
    List<String> names = new ArrayList<>();
    for (TypeInstrumentation type : module.typeInstrumentations()) {
      Collector collector = new Collector(classes);
      type.transform(collector);
      for (ClassWeaver.Rule rule : collector.rules) {
        names.add(rule.adviceName);
      }
    }
    return names;
  }

  /** The targets for a class by its exact name; null when there is none. */
  @Nullable List<Target> named(String internalName) {
    return byName.get(internalName);
  }

  /** Whether a class may be a wanted subtype, going by the method names in its class file. */
  boolean mayBeSubtype(byte[] classFile) {
    return !subtypes.isEmpty() && anyMethod.mentionedIn(classFile);
  }

  List<Subtypes> subtypes() {
    return subtypes;
  }

  /** The binary names of all types wanted by exact name. */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (String name : byName.keySet()) {
      names.add(name.replace('/', '.'));
    }
    return names;
  }

  /** The binary names of the types wanted on behalf of types of operation. */
  Set<String> names(Set<String> demands) {
    Set<String> names = new LinkedHashSet<>();
    for (Map.Entry<String, List<Target>> entry : byName.entrySet()) {
      for (Target target : entry.getValue()) {
        if (!Collections.disjoint(demands, target.holder.demands)) {
          names.add(entry.getKey().replace('/', '.'));
        }
      }
    }
    return names;
  }

  /** Takes what a type instrumentation wants. */
  private static final class Collector implements TypeTransformer {
    final List<ClassWeaver.Rule> rules = new ArrayList<>();
    private final ClassBytes classes;

    Collector(ClassBytes classes) {
      this.classes = classes;
    }

    @Override
    public void applyAdviceToMethod(
        ElementMatcher<? super MethodDescription> matcher, String advice) {
      if (!(matcher instanceof Methods)) {
        throw new UnweavableException("a method matcher of " + advice + " is of another kind");
      }
      rules.add(new ClassWeaver.Rule((Methods) matcher, advice, Advice.read(advice, classes)));
    }

    @Override
    public void applyAdviceToMethod(
        ElementMatcher<? super MethodDescription> matcher,
        Function<WithCustomMapping, WithCustomMapping> mapping,
        String advice) {
      throw new UnweavableException("advice " + advice + " has mappings of its own");
    }

    @Override
    public void applyTransformer(AgentBuilder.Transformer transformer) {
      throw new UnweavableException("it wants a transformer of its own");
    }
  }
}
