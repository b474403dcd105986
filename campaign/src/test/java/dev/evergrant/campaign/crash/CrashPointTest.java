package dev.evergrant.campaign.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CrashPointTest {

  @ParameterizedTest
  @EnumSource
  void itsMethodIsThereAndIsMadeToPassIt(CrashPoint point) throws IOException {
    // Given
    byte[] original = bytes(point);
    // When
    byte[] changed =
        new Instrumenter(false)
            .transform(getClass().getClassLoader(), point.owner(), null, null, original);
    // Then
    assertThat(passes(original, point)).isZero();
    assertThat(passes(Objects.requireNonNull(changed), point)).isPositive();
    assertThat(ClassFile.of().verify(changed)).isEmpty();
  }

  private byte[] bytes(CrashPoint point) throws IOException {
    try (var in = getClass().getClassLoader().getResourceAsStream(point.owner() + ".class")) {
      return Objects.requireNonNull(in, point.owner() + " is gone").readAllBytes();
    }
  }

  private static long passes(byte[] bytes, CrashPoint point) {
    return ClassFile.of().parse(bytes).methods().stream()
        .filter(method -> method.methodName().equalsString(point.method()))
        .flatMap(method -> method.code().stream())
        .flatMap(code -> code.elementStream())
        .filter(InvokeInstruction.class::isInstance)
        .map(InvokeInstruction.class::cast)
        .filter(call -> call.owner().asInternalName().endsWith("CrashAgent"))
        .count();
  }

  @ParameterizedTest
  @EnumSource
  void anOrderIsReadAsItWasWritten(CrashPoint point) {
    for (Order.Action action : Arrays.asList(Order.Action.values())) {
      var order = new Order(point, 3, action);
      assertThat(Order.parse(order.written())).isEqualTo(order);
    }
  }
}
