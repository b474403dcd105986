package dev.evergrant.campaign.crash;

import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the calls of {@link CrashAgent#pass} into the worker's classes as they are loaded, and gives
 * them the {@link SkewedClock} where the clock is to be wrong. The classes on disk stay as they
 * are.
 */
final class Instrumenter implements ClassFileTransformer {
  private static final String WORKER = "dev/evergrant/worker/";
  private static final ClassDesc AGENT = CrashAgent.class.describeConstable().orElseThrow();
  private static final ClassDesc CLOCK = SkewedClock.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc PASS = MethodTypeDesc.of(CD_void, CD_String);
  private static final Set<String> TIMES =
      Set.of(
          "java/time/Instant.now()Ljava/time/Instant;",
          "java/lang/System.currentTimeMillis()J",
          "java/time/InstantSource.system()Ljava/time/InstantSource;");

  private final boolean skewed;

  Instrumenter(boolean skewed) {
    this.skewed = skewed;
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    if (loader == null || name == null || !name.startsWith(WORKER)) {
      return null;
    }
    List<CrashPoint> points =
        Arrays.stream(CrashPoint.values()).filter(point -> point.owner().equals(name)).toList();
    if (points.isEmpty() && !skewed) {
      return null;
    }
    try {
      // Parsed, not loaded: loading a class while another is being loaded goes round in circles.
      ClassFile classFile =
          ClassFile.of(
              ClassFile.ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofResourceParsing(loader)
                      .orElse(ClassHierarchyResolver.defaultResolver())));
      ClassModel model = classFile.parse(bytes);
      return classFile.transformClass(model, transform(points));
    } catch (RuntimeException problem) {
      // The virtual machine would drop it silently, and the point would never be passed.
      System.err.println(name + " cannot be instrumented, so this process ends: " + problem);
      Runtime.getRuntime().halt(3);
      return null;
    }
  }

  private ClassTransform transform(List<CrashPoint> points) {
    return (builder, element) -> {
      if (element instanceof MethodModel method && method.code().isPresent()) {
        List<CrashPoint> here =
            points.stream()
                .filter(point -> method.methodName().equalsString(point.method()))
                .toList();
        builder.transformMethod(
            method, MethodTransform.transformingCode(new Passing(here, skewed)));
      } else {
        builder.with(element);
      }
    };
  }

  private record Passing(List<CrashPoint> points, boolean skewed) implements CodeTransform {

    @Override
    public void atStart(CodeBuilder builder) {
      pass(builder, CrashPoint.Edge.BEFORE);
    }

    @Override
    public void accept(CodeBuilder builder, CodeElement element) {
      if (element instanceof ReturnInstruction) {
        pass(builder, CrashPoint.Edge.AFTER);
      }
      if (skewed && element instanceof InvokeInstruction call && TIMES.contains(written(call))) {
        builder.invokestatic(CLOCK, call.name().stringValue(), call.typeSymbol());
      } else {
        builder.with(element);
      }
    }

    private void pass(CodeBuilder builder, CrashPoint.Edge edge) {
      for (CrashPoint point : points) {
        if (point.edge() == edge) {
          builder.loadConstant(point.name()).invokestatic(AGENT, "pass", PASS);
        }
      }
    }

    private static String written(InvokeInstruction call) {
      return call.owner().asInternalName() + "." + call.name() + call.type();
    }
  }
}
