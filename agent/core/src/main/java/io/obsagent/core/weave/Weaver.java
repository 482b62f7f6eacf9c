/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import io.obsagent.bootstrap.Attached;
import io.obsagent.core.log.AgentLog;
import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The agent's class file transformer. Asks the cheapest questions first: ignored loader or package,
 * exact name, method names in the constant pool, and only then the hierarchy. Never throws; a class
 * that cannot be woven stays as it is, with one line. Thread-safe.
 */
public final class Weaver implements ClassFileTransformer {
  private static final ConstantPool SERIAL_VERSION =
      new ConstantPool(Collections.singleton("serialVersionUID"));

  /** For Java 9 and later, and compiled for it. */
  private static final String MODULAR = "io.obsagent.core.weave.ModularWeaver";

  /** Says which class loaders are the agent's own. */
  public interface OwnLoaders {
    boolean contains(ClassLoader loader);
  }

  private final Modules modules;
  private final ClassBytes classes;
  private final OwnLoaders own;
  private final Hierarchy hierarchy = new Hierarchy();
  private final Visibility visibility = new Visibility();
  private final Set<String> wovenNames = ConcurrentHashMap.newKeySet();
  private final Set<String> unknownShapes = ConcurrentHashMap.newKeySet();
  private final AtomicLong failures = new AtomicLong();
  private volatile @Nullable OpaqueWeaver opaque;
  private volatile @Nullable Interceptor interceptor;
  private @Nullable Nests nests;

  /**
   * Makes the transformer.
   *
   * @param classes gives advice classes as bytes
   */
  public Weaver(Modules modules, ClassBytes classes, OwnLoaders own) {
    this.modules = modules;
    this.classes = classes;
    this.own = own;
    if (!modules.opaque().isEmpty()) {
      List<HostedModule> hosted = new ArrayList<>();
      for (InstrumentationModule module : modules.opaque()) {
        hosted.add(new HostedModule(module, classes, ""));
      }
      host(hosted);
    }
  }

  /**
   * Weaves for these modules too, after the others and in their own order, from now on; in the
   * place of any set before.
   */
  public void host(List<HostedModule> hosted) {
    opaque = hosted.isEmpty() ? null : new OpaqueWeaver(hosted);
  }

  /** Whether a hosted module wants a class that is loaded already; never one without a file. */
  boolean isWantedByHosted(Class<?> loaded) {
    OpaqueWeaver hosted = opaque;
    ClassLoader loader = loaded.getClassLoader();
    String name = loaded.getName();
    return hosted != null
        && loader != null
        && name.indexOf('/') < 0
        && !loaded.isArray()
        && !own.contains(loader)
        && !isPlatform(name.replace('.', '/'))
        && hosted.wants(loader, name);
  }

  /** Sets who asks for more methods than the modules do; null for nobody. */
  public void interceptor(@Nullable Interceptor interceptor) {
    this.interceptor = interceptor;
  }

  /**
   * Says that this run makes an AOT cache, of which it then keeps out what would break it. For
   * before the start.
   */
  public void train() {
    nests = Nests.of(this);
  }

  /**
   * Starts to weave: every class that is loaded or retransformed from now on.
   *
   * @return what to remove from the instrumentation when weaving is to stop
   */
  public ClassFileTransformer start(Instrumentation instrumentation) {
    ClassFileTransformer transformer;
    try {
      transformer =
          (ClassFileTransformer)
              Class.forName(MODULAR)
                  .getDeclaredConstructor(Weaver.class, Instrumentation.class)
                  .newInstance(this, instrumentation);
    } catch (ReflectiveOperationException | LinkageError e) {
      AgentLog.debug("there are no modules", e);
      transformer = this;
    }
    instrumentation.addTransformer(transformer, true);
    Demand.reweaver(new Reweaving(modules, instrumentation));
    return transformer;
  }

  /** Weaves loaded classes anew when other operations are asked for. */
  private static final class Reweaving implements Demand.Reweaver {
    private final Modules modules;
    private final Instrumentation instrumentation;

    Reweaving(Modules modules, Instrumentation instrumentation) {
      this.modules = modules;
      this.instrumentation = instrumentation;
    }

    @Override
    public void reweave(Set<String> types) {
      Set<String> names = modules.names(types);
      if (!names.isEmpty()) {
        Weaving.weaveLoaded(names, instrumentation);
      }
    }
  }

  /**
   * The classes woven so far, with the instrumentation: {@code jedis
   * redis.clients.jedis.Connection}.
   */
  public Set<String> woven() {
    return wovenNames;
  }

  /** How many classes could not be woven. */
  public long failures() {
    return failures.get();
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    if (name == null || (loader != null && own.contains(loader))) {
      return null;
    }
    byte[] woven = woven(loader, name, redefined, domain, classFile);
    Nests trained = nests;
    // A class that was given back, even as it was, is not archived.
    return woven == null && trained != null && trained.mustStayOut(loader, classFile)
        ? classFile
        : woven;
  }

  /** Whether a class is woven, or may be when other operations are asked for. */
  boolean mayWeave(ClassLoader loader, String name, byte[] classFile) {
    return modules.named(name) != null || woven(loader, name, null, null, classFile) != null;
  }

  private byte @Nullable [] woven(
      @Nullable ClassLoader loader,
      String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    byte[] woven = null;
    try {
      if (Visibility.isToBeOpened(name)) {
        wovenNames.add("boot-delegation ".concat(name.replace('/', '.')));
        return BootDelegation.weave(classFile);
      }
      List<Modules.Target> exact = modules.named(name);
      List<Interception> more = interceptions(loader, name, classFile);
      OpaqueWeaver hosted = loader == null || isPlatform(name) ? null : opaque;
      boolean carries = hosted != null && hosted.keepsStateOn(name.replace('/', '.'));
      if (exact != null
          || carries
          || !more.isEmpty()
          || (!isPlatform(name) && modules.mayBeSubtype(classFile))) {
        woven = weave(loader, name, redefined, classFile, exact, more, carries);
      }
      if (loader != null && hosted != null && visibility.isGivenTo(loader)) {
        byte[] before = woven == null ? classFile : woven;
        byte[] after = hosted.weave(loader, name.replace('/', '.'), domain, before, wovenNames);
        woven = after == null ? woven : after;
      }
    } catch (Throwable t) {
      failed(name, t);
    }
    return woven;
  }

  void failed(String name, Throwable failure) {
    failures.incrementAndGet();
    AgentLog.warnOnce(
        "weave ".concat(name),
        "class "
            + name.replace('/', '.')
            + " is left as it is: "
            + UnweavableException.describe(failure));
    AgentLog.debug("weaving " + name, failure);
  }

  private static boolean isPlatform(String name) {
    return name.startsWith("java/")
        || name.startsWith("jdk/")
        || name.startsWith("sun/")
        || name.startsWith("com/sun/")
        || name.startsWith("io/obsagent/");
  }

  private byte @Nullable [] weave(
      @Nullable ClassLoader loader,
      String name,
      @Nullable Class<?> redefined,
      byte[] classFile,
      @Nullable List<Modules.Target> exact,
      List<Interception> more,
      boolean carries) {
    List<Modules.Target> targets = exact == null ? new ArrayList<>(2) : new ArrayList<>(exact);
    if (!isPlatform(name)) {
      addSubtypeTargets(loader, classFile, targets);
    }
    List<ClassWeaver.Weave> rules = new ArrayList<ClassWeaver.Weave>(more);
    boolean stateful = carries;
    for (int i = targets.size() - 1; i >= 0; i--) {
      if (!targets.get(i).isDemanded()) {
        targets.remove(i);
      }
    }
    for (Modules.Target target : targets) {
      List<ClassWeaver.Rule> ofTarget = target.rules(classes);
      rules.addAll(ofTarget);
      Interceptor chooses = target.interceptor();
      if (chooses != null) {
        rules.addAll(chooses.find(loader, name, classFile, hierarchy));
      }
      stateful |= target.isStateful() && !ofTarget.isEmpty();
    }
    if (rules.isEmpty() && !carries) {
      return null;
    }
    byte[] woven =
        ClassWeaver.weave(classFile, rules, stateful && canHoldState(loader, redefined, classFile));
    if (woven != null && !visibility.isGivenTo(loader)) {
      return null;
    }
    if (exact != null && (woven == null || stateful)) {
      checkShape(name, classFile, exact);
    }
    if (woven != null) {
      for (Modules.Target target : targets) {
        wovenNames.add(target.name().concat(" ").concat(name.replace('/', '.')));
      }
      if (!more.isEmpty()) {
        wovenNames.add("method ".concat(name.replace('/', '.')));
      }
      if (AgentLog.isDebugging()) {
        int added = woven.length - classFile.length;
        AgentLog.debug("wove " + name + ", " + added + " bytes more", null);
      }
    }
    return woven;
  }

  /** Says so, once, when a class of a known name has none of the methods that are known of it. */
  private void checkShape(String name, byte[] classFile, List<Modules.Target> exact) {
    String module = null;
    for (Modules.Target target : exact) {
      List<ClassWeaver.Rule> rules = target.rules(classes);
      if (target.isDemanded() && !rules.isEmpty()) {
        module = target.name();
        if (target.hasSharedName() || ClassWeaver.fits(classFile, rules)) {
          return;
        }
      }
    }
    if (module != null && !isInterface(classFile) && unknownShapes.add(name)) {
      AgentLog.info(
          "class "
              + name.replace('/', '.')
              + " is left as it is: it has none of the methods that "
              + module
              + " knows of it; a version that is not supported?");
    }
  }

  private List<Interception> interceptions(
      @Nullable ClassLoader loader, String name, byte[] classFile) {
    Interceptor interceptor = this.interceptor;
    return interceptor == null || isPlatform(name)
        ? Collections.<Interception>emptyList()
        : interceptor.find(loader, name, classFile, hierarchy);
  }

  private void addSubtypeTargets(
      @Nullable ClassLoader loader, byte[] classFile, List<Modules.Target> targets) {
    if (isInterface(classFile)) {
      return;
    }
    for (Modules.Subtypes wanted : modules.subtypes()) {
      if (wanted.methods.mentionedIn(classFile)
          && (wanted.superName.isEmpty()
              || hierarchy.isSubtype(loader, classFile, wanted.superName))) {
        targets.add(wanted.target);
      }
    }
  }

  private static boolean isInterface(byte[] classFile) {
    return (new ClassFile(classFile).access() & ClassFile.INTERFACE) != 0;
  }

  /**
   * Whether the class can have the field for state: as it is loaded first, or when it got it then.
   * Serializable classes that leave their version number to be computed from their members must not
   * get any.
   */
  private boolean canHoldState(
      @Nullable ClassLoader loader, @Nullable Class<?> redefined, byte[] classFile) {
    if (redefined != null) {
      for (Class<?> one : redefined.getInterfaces()) {
        if (one == Attached.class) {
          return true;
        }
      }
      return false;
    }
    return !isInterface(classFile)
        && (SERIAL_VERSION.mentionedIn(classFile)
            || !hierarchy.isSubtype(loader, classFile, "java/io/Serializable"));
  }
}
