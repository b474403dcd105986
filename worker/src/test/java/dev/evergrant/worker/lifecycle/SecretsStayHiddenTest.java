package dev.evergrant.worker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever record of the worker holds a secret, however deep, does not print it. */
class SecretsStayHiddenTest {
  private static final String PLANTED = "Zx9-planted-4f7Qe2";

  /** Deeper than any record that holds a secret; ends those that hold their own kind. */
  private static final int DEPTH = 8;

  @ParameterizedTest(name = "{0}")
  @MethodSource("records")
  void aRecordDoesNotPrintTheSecretsInIt(Class<?> type) throws ReflectiveOperationException {
    for (Object sample : samples(type, DEPTH)) {
      assertThat(sample.toString()).doesNotContain(PLANTED);
    }
  }

  @Test
  void theSamplesDoHoldTheSecret() throws ReflectiveOperationException {
    for (Object question : samples(Question.class, DEPTH)) {
      Secret inside =
          switch ((Question) question) {
            case Question.Exchange exchange -> exchange.code();
            case Question.Refresh refresh -> refresh.refreshToken();
          };
      assertThat(inside.reveal()).isEqualTo(PLANTED);
    }
    assertThat(records()).contains(TokenSet.class, Credentials.class, Due.Refresh.class);
  }

  @Test
  void aSecretIsKnownByItsContentAndHiddenInTextAroundIt() {
    assertThat(new Secret(PLANTED)).isEqualTo(new Secret(PLANTED));
    assertThat("code " + new Secret(PLANTED)).isEqualTo("code Secret[redacted]");
  }

  static List<Class<?>> records() {
    return new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.evergrant.worker")
            .stream()
            .filter(JavaClass::isRecord)
            .<Class<?>>map(JavaClass::reflect)
            .toList();
  }

  /** One of each record that there is of the type. */
  private static List<Object> samples(Class<?> type, int depth)
      throws ReflectiveOperationException {
    if (!type.isSealed()) {
      return List.of(record(type, depth));
    }
    List<Object> samples = new ArrayList<>();
    for (Class<?> permitted : type.getPermittedSubclasses()) {
      samples.addAll(samples(permitted, depth));
    }
    return samples;
  }

  private static Object record(Class<?> type, int depth) throws ReflectiveOperationException {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    @Nullable Object[] values = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = value(components[i].getGenericType(), depth - 1);
    }
    Constructor<?> constructor = type.getDeclaredConstructor(types);
    constructor.setAccessible(true);
    return constructor.newInstance(values);
  }

  private static @Nullable Object value(Type type, int depth) throws ReflectiveOperationException {
    if (depth == 0) {
      return null;
    }
    if (type instanceof ParameterizedType generic) {
      return container(generic, depth);
    }
    return type instanceof Class<?> plain ? plainValue(plain, depth) : null;
  }

  private static @Nullable Object container(ParameterizedType type, int depth)
      throws ReflectiveOperationException {
    Class<?> raw = (Class<?>) type.getRawType();
    Type last = type.getActualTypeArguments()[type.getActualTypeArguments().length - 1];
    Object inside = value(last, depth);
    if (inside == null) {
      return null;
    }
    if (raw == Map.class) {
      return Map.of("name", inside);
    }
    if (raw == Set.class) {
      return Set.of(inside);
    }
    return raw == List.class || raw == Collection.class ? List.of(inside) : null;
  }

  private static @Nullable Object plainValue(Class<?> type, int depth)
      throws ReflectiveOperationException {
    if (type == Secret.class) {
      return new Secret(PLANTED);
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    if (type.isRecord()) {
      return record(type, depth);
    }
    // Of the JDK's sealed types, a plain value is enough.
    if (type.isSealed() && type.getName().startsWith("dev.evergrant")) {
      return samples(type, depth).getFirst();
    }
    return Stream.<Object>of(
            "text",
            1L,
            1,
            1.0,
            true,
            Instant.EPOCH,
            LocalDate.EPOCH,
            LocalTime.NOON,
            ZoneOffset.UTC,
            Duration.ofSeconds(1),
            UUID.randomUUID(),
            URI.create("https://x.example"),
            new byte[] {1},
            Optional.empty())
        .filter(value -> boxed(type).isInstance(value))
        .findFirst()
        .orElse(null);
  }

  private static Class<?> boxed(Class<?> type) {
    return MethodType.methodType(type).wrap().returnType();
  }
}
