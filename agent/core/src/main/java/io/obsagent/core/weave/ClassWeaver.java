/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.weave;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Weaves advice of the fixed shape into a class file. Only the methods that get advice are read and
 * written, by ASM; all else of the class is copied as it is. The methods' new constants are
 * numbered from where the class's own end, so that both go together.
 */
final class ClassWeaver {
  private static final String ATTACHED = "io/obsagent/bootstrap/Attached";
  private static final String FIELD = "obs$attachments";
  private static final String OBJECT = "Ljava/lang/Object;";
  private static final int ALOAD_0 = 42;
  private static final int ALOAD_1 = 43;
  private static final int ARETURN = 176;
  private static final int RETURN = 177;
  private static final int GETFIELD = 180;
  private static final int PUTFIELD = 181;
  private static final int PUBLIC_SYNTHETIC = 0x1001;
  private static final int PRIVATE_VOLATILE_TRANSIENT_SYNTHETIC = 0x10C2;

  /** Says which methods of the class get advice. */
  interface Weave {
    /** The advice for a method; null for none. */
    @Nullable Advice adviceFor(int access, String method, String descriptor);
  }

  /** One advice for the methods that a matcher names. */
  static final class Rule implements Weave {
    final Methods methods;
    final String adviceName;
    final Advice advice;

    Rule(Methods methods, String adviceName, Advice advice) {
      this.methods = methods;
      this.adviceName = adviceName;
      this.advice = advice;
    }

    @Override
    public @Nullable Advice adviceFor(int access, String method, String descriptor) {
      return methods.matches(access, method, descriptor) ? advice : null;
    }
  }

  private final ClassFile before;
  private final List<? extends Weave> rules;
  private final boolean addState;

  private final Constants constants;

  /** By method, in the order of the class file, as it is to be; null for as it was. */
  private final byte[] @Nullable [] methods;

  private int woven;

  private ClassWeaver(ClassFile before, List<? extends Weave> rules, boolean addState) {
    this.before = before;
    this.rules = rules;
    this.addState = addState;
    this.constants = new Constants(before);
    this.methods = new byte[before.number(before.methods)][];
  }

  /**
   * Weaves.
   *
   * @param addState whether the class gets the field behind {@link io.obsagent.bootstrap.Attached}
   * @return null when no method matches, and no state is asked for
   * @throws UnweavableException when the class has a shape that the weaver does not do
   */
  static byte @Nullable [] weave(byte[] classFile, List<? extends Weave> rules, boolean addState) {
    ClassWeaver weaver = new ClassWeaver(new ClassFile(classFile), rules, addState);
    weaver.weaveMethods();
    return weaver.woven == 0 && !addState ? null : weaver.joined();
  }

  /** Whether any method of a class gets advice. */
  static boolean fits(byte[] classFile, List<? extends Weave> rules) {
    ClassFile file = new ClassFile(classFile);
    int begin = file.methods + 2;
    for (int i = file.number(file.methods); i > 0; i--) {
      int access = file.number(begin);
      String method = file.text(file.number(begin + 2));
      String descriptor = file.text(file.number(begin + 4));
      for (Weave rule : rules) {
        if (rule.adviceFor(access, method, descriptor) != null) {
          return true;
        }
      }
      begin = file.endOfMember(begin);
    }
    return false;
  }

  private void weaveMethods() {
    int begin = before.methods + 2;
    for (int i = 0; i < methods.length; i++) {
      int end = before.endOfMember(begin);
      WovenMethod.Method method =
          new WovenMethod.Method(
              before.number(begin),
              before.text(before.number(begin + 2)),
              before.text(before.number(begin + 4)));
      // The first rule is the outermost.
      for (int rule = rules.size() - 1; rule >= 0; rule--) {
        Advice advice = rules.get(rule).adviceFor(method.access, method.name, method.descriptor);
        if (advice != null) {
          byte[] done = methods[i];
          methods[i] =
              done == null
                  ? WovenMethod.weave(before, constants, method, before.bytes, begin, end, advice)
                  : WovenMethod.weave(before, constants, method, done, 0, done.length, advice);
          woven++;
        }
      }
      begin = end;
    }
  }

  // ---- the class ----

  private byte[] joined() {
    byte[] state = addState ? stateMethods() : new byte[0];
    int attached = addState ? constants.type(ATTACHED) : 0;
    int field = addState ? constants.text(FIELD) : 0;
    int object = addState ? constants.text(OBJECT) : 0;
    String oldSignature = addState ? before.signature() : null;
    int signature = oldSignature == null ? 0 : constants.text(oldSignature + "L" + ATTACHED + ";");
    boolean newBootstrap = constants.addedBootstrapMethodCount() > 0;
    int bootstrap = before.attribute(ClassFile.BOOTSTRAP_METHODS);
    int bootstrapName =
        newBootstrap && bootstrap < 0 ? constants.text(ClassFile.BOOTSTRAP_METHODS) : 0;

    byte[] old = before.bytes;
    Bytes out = new Bytes(old.length + 4096);
    out.copy(old, 0, 8).two(constants.count()).copy(old, 10, before.header);
    out.all(constants.added());
    int interfaces = before.header + 6;
    out.copy(old, before.header, interfaces).two(before.number(interfaces) + (addState ? 1 : 0));
    out.copy(old, interfaces + 2, before.fields);
    if (addState) {
      out.two(attached);
    }
    out.two(before.number(before.fields) + (addState ? 1 : 0));
    out.copy(old, before.fields + 2, before.methods);
    if (addState) {
      out.two(PRIVATE_VOLATILE_TRANSIENT_SYNTHETIC).two(field).two(object).two(0);
    }
    out.two(methods.length + (addState ? 2 : 0));
    int begin = before.methods + 2;
    for (byte[] method : methods) {
      int end = before.endOfMember(begin);
      if (method == null) {
        out.copy(old, begin, end);
      } else {
        out.copy(method, 0, method.length);
      }
      begin = end;
    }
    out.copy(state, 0, state.length);
    out.two(before.number(before.attributes) + (bootstrapName == 0 ? 0 : 1));
    attributes(out, signature, newBootstrap ? bootstrap : -1);
    if (bootstrapName != 0) {
      Bytes added = constants.addedBootstrapMethods();
      out.two(bootstrapName).four(2 + added.size());
      out.two(constants.addedBootstrapMethodCount()).all(added);
    }
    return out.toArray();
  }

  /**
   * The class's attributes.
   *
   * @param signature the constant of its new generic signature; 0 for the old one
   * @param bootstrap where the attribute is to which bootstrap methods are added; -1 for none
   */
  private void attributes(Bytes out, int signature, int bootstrap) {
    byte[] old = before.bytes;
    int replaced = signature == 0 ? -1 : before.attribute(ClassFile.SIGNATURE);
    int at = before.attributes + 2;
    for (int i = before.number(before.attributes); i > 0; i--) {
      int end = before.endOfAttribute(at);
      if (at == replaced) {
        out.copy(old, at, at + 6).two(signature);
      } else if (at == bootstrap) {
        Bytes added = constants.addedBootstrapMethods();
        out.copy(old, at, at + 2).four(end - at - 6 + added.size());
        out.two(before.number(at + 6) + constants.addedBootstrapMethodCount());
        out.copy(old, at + 8, end).all(added);
      } else {
        out.copy(old, at, end);
      }
      at = end;
    }
  }

  /** The two methods by which the field is read and written. */
  private byte[] stateMethods() {
    Bytes out = new Bytes(128);
    int field = constants.field(before.number(before.header + 2), FIELD, OBJECT);
    Bytes get = new Bytes(8).one(ALOAD_0).one(GETFIELD).two(field).one(ARETURN);
    accessor(out, "()".concat(OBJECT), get, 1);
    Bytes set = new Bytes(8).one(ALOAD_0).one(ALOAD_1).one(PUTFIELD).two(field).one(RETURN);
    accessor(out, "(".concat(OBJECT).concat(")V"), set, 2);
    return out.toArray();
  }

  /** A method with some code, which needs as many variables as it needs stack. */
  private void accessor(Bytes out, String descriptor, Bytes code, int slots) {
    out.two(PUBLIC_SYNTHETIC).two(constants.text(FIELD)).two(constants.text(descriptor));
    out.two(1).two(constants.text("Code")).four(12 + code.size());
    out.two(slots).two(slots).four(code.size()).all(code).two(0).two(0);
  }
}
