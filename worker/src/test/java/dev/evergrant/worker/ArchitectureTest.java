package dev.evergrant.worker;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.evergrant.worker.outbox.Relay;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.NullMarked;

/**
 * The few rules that keep the worker changeable; each package's own text says the same in words.
 */
@AnalyzeClasses(
    packages = {"dev.evergrant.worker", "dev.evergrant.contracts"},
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String WORKER = "dev.evergrant.worker";
  private static final String CONTRACTS = "dev.evergrant.contracts..";

  /** What a package may import of the others; every one may import contracts. */
  private static final Map<String, Set<String>> IMPORTS =
      Map.of(
          "lifecycle", Set.of(),
          "config", Set.of("lifecycle"),
          "provider", Set.of("lifecycle"),
          "store", Set.of("lifecycle", "config"),
          "outbox", Set.of("lifecycle", "config", "store"),
          "intake", Set.of("lifecycle", "store", "outbox"),
          "webhook", Set.of("lifecycle", "config", "store", "provider"),
          "work", Set.of("lifecycle", "store", "outbox", "provider"),
          "alert", Set.of("lifecycle", "store", "outbox"),
          "ops", Set.of("store"));

  @ArchTest
  static void dependenciesGoInOneDirection(JavaClasses all) {
    IMPORTS.forEach(
        (name, others) ->
            classes()
                .that(resideInAPackage(packages(name)))
                .should()
                .onlyDependOnClassesThat(
                    not(resideInAPackage("dev.evergrant.."))
                        .or(resideInAnyPackage(CONTRACTS, packages(name)))
                        .or(resideInAnyPackage(packages(others))))
                .check(all));
  }

  @ArchTest
  static void everyPackageHasItsPlaceAmongThem(JavaClasses all) {
    Set<String> outermost = Set.of("command");
    assertThat(all.getPackage(WORKER).getSubpackages())
        .extracting(JavaPackage::getRelativeName)
        .allMatch(name -> IMPORTS.containsKey(name) || outermost.contains(name));
  }

  @ArchTest
  static final ArchRule packagesAreFreeOfCycles =
      slices().matching(WORKER + ".(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule theLifecycleIsPure =
      classes()
          .that()
          .resideInAPackage(packages("lifecycle"))
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  packages("lifecycle"),
                  CONTRACTS,
                  "org.jspecify.annotations",
                  "java.lang..",
                  "java.time",
                  "java.util",
                  "java.util.function",
                  "java.util.stream",
                  "java.net",
                  "java.nio.charset"));

  @ArchTest
  static final ArchRule contractsKnowNothingOfUs =
      noClasses()
          .that()
          .resideInAPackage(CONTRACTS)
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.evergrant..").and(not(resideInAPackage(CONTRACTS))));

  @ArchTest
  static final ArchRule productionNeedsNothingOfTheDevkit =
      noClasses().should().dependOnClassesThat().resideInAPackage("dev.evergrant.devkit..");

  /**
   * Others begin and end transactions and pass their handle on; what is said in one is the store's.
   * The relay has a session of its own, in which it listens and holds a lock.
   */
  @ArchTest
  static final ArchRule statementsAreRunInTheStoreOnly =
      noClasses()
          .that(resideInAPackage(WORKER + "..").and(not(resideInAPackage(packages("store")))))
          .and(not(belongToAnyOf(Relay.class)))
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.jdbi.v3.core.statement..")
                  .or(belongToAnyOf(Statement.class, PreparedStatement.class, ResultSet.class)))
          .orShould()
          .accessTargetWhere(onHandle());

  /** The proof of life and the relay hold sessions, Quartz borrows connections; none else. */
  @ArchTest
  static final ArchRule plainJdbcIsForSessionsThatLast =
      noClasses()
          .that(resideInAPackage(WORKER + "..").and(not(resideInAPackage(packages("store")))))
          .and(not(belongToAnyOf(Relay.class)))
          .and(not(named("work", "Liveness", "Ticks")))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("java.sql", "javax.sql", "org.postgresql..")
                  .and(not(belongToAnyOf(SQLException.class))));

  /** The configuration's reader knows Kafka's property names and nothing else of it. */
  @ArchTest
  static final ArchRule kafkaIsForIntakeAndOutbox =
      noClasses()
          .that(
              resideInAPackage(WORKER + "..")
                  .and(
                      not(
                          resideInAnyPackage(
                              packages("intake"), packages("outbox"), packages("command")))))
          .and(not(belongToAnyOf(Worker.class, BeforeWork.class, Clients.class)))
          .and(not(named("config", "KafkaReader")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..");

  /** Elsewhere they are arguments, so that a test can say what time it is. */
  @ArchTest
  static final ArchRule timeAndChanceComeInAtTheRoot =
      noClasses()
          .that(resideInAPackage(WORKER + "..").and(not(resideInAPackage(packages("command")))))
          .and(not(belongToAnyOf(Worker.class)))
          .should()
          .accessTargetWhere(ofTimeOrChance());

  @ArchTest
  static final ArchRule namesSayWhatAThingIs =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Impl")
          .orShould()
          .haveSimpleNameEndingWith("Processor");

  @ArchTest
  static void everyPackageIsNullMarked(JavaClasses all) {
    assertThat(all.stream().map(JavaClass::getPackage).distinct())
        .hasSizeGreaterThan(IMPORTS.size())
        .allMatch(one -> one.isAnnotatedWith(NullMarked.class));
  }

  private static String packages(String name) {
    return WORKER + "." + name + "..";
  }

  private static String[] packages(Set<String> names) {
    return names.stream().map(ArchitectureTest::packages).toArray(String[]::new);
  }

  /** Those top-level classes of a package and what is nested in them. */
  private static DescribedPredicate<JavaClass> named(String where, String... names) {
    return DescribedPredicate.describe(
        String.join(" or ", names),
        one ->
            Stream.of(names)
                .map(name -> WORKER + "." + where + "." + name)
                .anyMatch(
                    name -> one.getName().equals(name) || one.getName().startsWith(name + "$")));
  }

  private static DescribedPredicate<JavaAccess<?>> onHandle() {
    return DescribedPredicate.describe(
        "run a statement on a handle",
        access -> access.getTargetOwner().isAssignableTo(Handle.class));
  }

  private static DescribedPredicate<JavaAccess<?>> ofTimeOrChance() {
    Set<String> sources =
        Set.of(
            "java.time.Instant.now",
            "java.time.LocalDateTime.now",
            "java.time.OffsetDateTime.now",
            "java.time.ZonedDateTime.now",
            "java.time.Clock.systemUTC",
            "java.time.Clock.systemDefaultZone",
            "java.time.InstantSource.system",
            "java.lang.System.nanoTime",
            "java.lang.System.currentTimeMillis",
            "java.lang.Math.random",
            "java.util.Random.<init>",
            "java.security.SecureRandom.<init>",
            "java.util.concurrent.ThreadLocalRandom.current",
            "java.util.UUID.randomUUID");
    return DescribedPredicate.describe(
        "of time or chance",
        access ->
            sources.contains(
                access.getTargetOwner().getName() + "." + access.getTarget().getName()));
  }
}
