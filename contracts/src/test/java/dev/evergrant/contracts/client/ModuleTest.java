package dev.evergrant.contracts.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleDescriptor.Requires.Modifier;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolvedModule;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a program with modules finds, out of the same files that the tests have as class path. */
class ModuleTest {
  private static final String NAME = "dev.evergrant.contracts";
  private static final Set<String> NEEDED =
      Set.of("kafka-clients", "nimbus-jose-jwt", "jackson", "jspecify", "slf4j-api");

  private static ModuleFinder found() {
    Stream<Path> paths =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(Path::of)
            .filter(
                path ->
                    path.endsWith("contracts/target/classes")
                        || NEEDED.stream().anyMatch(path.getFileName().toString()::startsWith));
    return ModuleFinder.of(paths.toArray(Path[]::new));
  }

  @Test
  void aProgramThatRequiresTheModuleGetsItWithFewDependencies() {
    Configuration resolved =
        ModuleLayer.boot().configuration().resolve(found(), ModuleFinder.ofSystem(), List.of(NAME));
    assertThat(resolved.modules())
        .extracting(ResolvedModule::name)
        .contains(NAME, "kafka.clients", "com.nimbusds.jose.jwt", "tools.jackson.databind");
  }

  @Test
  void itsInterfaceIsItsTwoPackagesAndKafkasClient() {
    var module = found().find(NAME).orElseThrow().descriptor();
    assertThat(module.exports())
        .extracting(Exports::source)
        .containsExactlyInAnyOrder(NAME, NAME + ".client");
    assertThat(module.requires())
        .filteredOn(needed -> needed.modifiers().contains(Modifier.TRANSITIVE))
        .extracting(Requires::name)
        .containsExactlyInAnyOrder("kafka.clients", "org.jspecify");
  }
}
