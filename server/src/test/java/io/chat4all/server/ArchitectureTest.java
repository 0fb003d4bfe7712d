package io.chat4all.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The borders of the modules, as docs/architecture.md draws them.
class ArchitectureTest {

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.chat4all");

  private static final String[] CONNECTOR = {"core", "connector.api", "connectors.http"};

  static Stream<Arguments> modulesAndWhatTheyMayUse() {
    return Stream.of(
        Arguments.of("core", new String[] {}),
        Arguments.of("protocol", new String[] {}),
        Arguments.of("log.kafka", new String[] {"core", "protocol"}),
        Arguments.of("store.jdbc", new String[] {"core"}),
        Arguments.of("gateway", new String[] {"core", "protocol"}),
        Arguments.of("store.disk", new String[] {"core"}),
        Arguments.of("store.cassandra", new String[] {"core"}),
        Arguments.of("store.mongo", new String[] {"core"}),
        Arguments.of("store.redis", new String[] {"core"}),
        Arguments.of("store.s3", new String[] {"core"}),
        Arguments.of("connector.api", new String[] {"core"}),
        Arguments.of("connectors.http", new String[] {"core", "connector.api"}),
        Arguments.of("connectors.telegram", CONNECTOR),
        Arguments.of("connectors.whatsapp", CONNECTOR),
        Arguments.of("connectors.instagram", CONNECTOR),
        Arguments.of("connectors.email", CONNECTOR),
        Arguments.of("simulators", new String[] {}),
        Arguments.of("worker", new String[] {"core", "connector.api"}),
        Arguments.of("client", new String[] {"protocol"}),
        Arguments.of("cli", new String[] {"client", "protocol"}),
        Arguments.of("bench", new String[] {"client", "protocol"}),
        Arguments.of("cluster", new String[] {"client", "protocol", "simulators"}),
        Arguments.of("verify", new String[] {"client", "protocol", "cluster"}));
  }

  @ParameterizedTest
  @MethodSource("modulesAndWhatTheyMayUse")
  void moduleUsesOnlyWhatTheTableAllows(String module, String[] allowed) {
    var own = Stream.concat(Stream.of(module), Stream.of(allowed));
    var packages = own.map(name -> "io.chat4all." + name + "..").toArray(String[]::new);

    noClasses()
        .that()
        .resideInAPackage("io.chat4all." + module + "..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.chat4all..")
                .and(resideInAPackage(packages[0]).negate())
                .and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(packages))))
        .check(ALL);
  }

  @Test
  void coreUsesNoLibrary() {
    classes()
        .that()
        .resideInAPackage("io.chat4all.core..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..", "javax.crypto..", "org.slf4j..", "org.jspecify..", "io.chat4all.core..")
        .check(ALL);
  }

  @ParameterizedTest
  @CsvSource({
    "io.chat4all.core.(*)..",
    "io.chat4all.gateway.(*)..",
    "io.chat4all.worker.(*)..",
    "io.chat4all.bench.(*)..",
    "io.chat4all.verify.(*)..",
    "io.chat4all.simulators.(*)..",
    "io.chat4all.(*).."
  })
  void packagesHaveNoCycles(String slices) {
    slices().matching(slices).should().beFreeOfCycles().check(ALL);
  }

  @Test
  void onlyTheServerTakesTheTimeByItself() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.chat4all.server..")
        .should()
        .callMethod(Instant.class, "now")
        .check(ALL);
  }

  @Test
  void onlyTheCommandLineWritesToStandardStreams() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.chat4all.cli..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(ALL);
  }

  @ParameterizedTest
  @CsvSource({"gateway", "worker", "log.kafka", "store.jdbc"})
  void serverEntersAModuleThroughItsRootPackageAndItsSettings(String module) {
    noClasses()
        .that()
        .resideInAPackage("io.chat4all.server..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.chat4all." + module + ".*..")
                .and(DescribedPredicate.not(JavaClass.Predicates.simpleNameEndingWith("Config"))))
        .check(ALL);
  }

  @ParameterizedTest
  @CsvSource({"log.kafka,4", "store.jdbc,3", "store.disk,1"})
  void adapterHasOneSmallDoor(String module, int mostPublicTypes) {
    var open =
        ALL.stream()
            .filter(type -> type.getPackageName().equals("io.chat4all." + module))
            .filter(
                type -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
            .map(JavaClass::getSimpleName)
            .toList();

    assertThat(open).hasSizeLessThanOrEqualTo(mostPublicTypes);
  }
}
