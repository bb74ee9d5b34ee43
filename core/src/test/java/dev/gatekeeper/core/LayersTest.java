package dev.gatekeeper.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** Which package of the core may use which (docs/architecture.md). */
@AnalyzeClasses(
    packages = "dev.gatekeeper.core",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class LayersTest {

  /** What is decided, without a repository, in the order in which one builds on the other. */
  private static final List<String> DECIDING =
      List.of(
          "model", "text", "match", "policy", "lint", "diff", "export", "ledger", "history", "plan",
          "repair", "gate", "report");

  /** What is done in a repository, in that order as well, above all of those. */
  private static final List<String> DOING =
      List.of("git", "store", "validate", "operation", "survey", "brief", "preflight", "upkeep");

  private static String[] packages(List<String> names) {
    return names.stream().map(name -> "..core." + name + "..").toArray(String[]::new);
  }

  @ArchTest
  static void eachPackageUsesOnlyThoseBeforeIt(JavaClasses all) {
    List<String> order = List.of(DECIDING, DOING).stream().flatMap(List::stream).toList();
    classes().should().resideInAnyPackage(packages(order)).check(all);
    for (int n = 0; n < order.size() - 1; n++) {
      noClasses()
          .that()
          .resideInAPackage("..core." + order.get(n) + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(packages(order.subList(n + 1, order.size())))
          .check(all);
    }
  }

  @ArchTest
  static final ArchRule WHAT_DECIDES_DOES_NOT_KNOW_JGIT =
      noClasses()
          .that()
          .resideInAnyPackage(packages(DECIDING))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.eclipse.jgit..");

  @ArchTest
  static final ArchRule CHECKS_RUN_ON_FILES_AND_NOT_ON_OBJECTS =
      noClasses()
          .that()
          .resideInAPackage("..core.validate..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.eclipse.jgit..");

  @ArchTest
  static final ArchRule PATHS_ARE_BYTES =
      noClasses()
          .that()
          .resideInAnyPackage(packages(DECIDING))
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.nio.file.PathMatcher")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.nio.file.Path");
}
