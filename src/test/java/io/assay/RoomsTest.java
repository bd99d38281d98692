package io.assay;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Imports go one way: the table of the rooms, as the build holds it.
class RoomsTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.assay");

  private static final Map<String, List<String>> MAY_IMPORT =
      Map.of(
          "check", List.of(),
          "scan", List.of("check"),
          "history", List.of("check"),
          "incident", List.of("check"),
          "alert", List.of("check", "incident"),
          "run", List.of("check", "scan", "history", "incident", "alert"),
          "config", List.of("check", "scan", "history", "incident", "alert", "run"),
          "metrics", List.of("check", "incident", "run"),
          "web", List.of("check", "scan", "history", "incident", "alert", "run"));

  @TestFactory
  Stream<DynamicTest> each_room_imports_only_what_the_table_allows() {
    return MAY_IMPORT.entrySet().stream()
        .map(room ->
            DynamicTest.dynamicTest(
                room.getKey(),
                () -> {
                  List<String> allowed =
                      new ArrayList<>(List.of("io.assay." + room.getKey() + ".."));
                  room.getValue().forEach(other -> allowed.add("io.assay." + other + ".."));
                  noClasses()
                      .that()
                      .resideInAPackage("io.assay." + room.getKey() + "..")
                      .should()
                      .dependOnClassesThat(
                          resideInAPackage("io.assay..")
                              .and(not(resideInAnyPackage(allowed.toArray(String[]::new)))))
                      .check(PRODUCT);
                }));
  }

  @Test
  void no_room_stands_in_a_cycle_with_another() {
    slices().matching("io.assay.(*)..").should().beFreeOfCycles().check(PRODUCT);
  }

  @Test
  void every_class_lives_in_a_room() {
    List<String> rooms = new ArrayList<>(List.of("io.assay.cli.."));
    MAY_IMPORT.keySet().forEach(room -> rooms.add("io.assay." + room + ".."));
    classes()
        .that()
        .resideInAPackage("io.assay..")
        .should()
        .resideInAnyPackage(rooms.toArray(String[]::new))
        .check(PRODUCT);
  }

  @Test
  void only_the_channels_speak_to_slack_and_pagerduty() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.assay.alert.channel..", "io.assay.cli..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("com.slack.api..", "io.micronaut.http.client..", "java.net.http.."))
        .check(PRODUCT);
  }

  @Test
  void only_scan_and_the_wiring_open_connections_of_their_own() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.assay.scan..", "io.assay.cli..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.sql.DriverManager")
        .check(PRODUCT);
  }
}
