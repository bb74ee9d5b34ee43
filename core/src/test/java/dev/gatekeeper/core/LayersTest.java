package dev.gatekeeper.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom inside the core (docs/architecture.md). */
@AnalyzeClasses(
    packages = "dev.gatekeeper.core",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class LayersTest {

  @ArchTest
  static final ArchRule WHAT_DECIDES_DOES_NOT_KNOW_JGIT =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..core.model..",
              "..core.match..",
              "..core.policy..",
              "..core.gate..",
              "..core.lint..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.eclipse.jgit..");

  @ArchTest
  static final ArchRule THE_GATE_ASKS_THROUGH_ITS_OWN_INTERFACES =
      noClasses()
          .that()
          .resideInAPackage("..core.gate..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..core.git..", "..core.repo..", "..core.upkeep..");

  @ArchTest
  static final ArchRule POLICY_KNOWS_PATTERNS_AND_NOTHING_ABOVE =
      noClasses()
          .that()
          .resideInAnyPackage("..core.policy..", "..core.lint..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..core.gate..", "..core.git..", "..core.repo..");

  @ArchTest
  static final ArchRule PATTERNS_KNOW_THE_NOUNS_ALONE =
      noClasses()
          .that()
          .resideInAPackage("..core.match..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..core.policy..",
              "..core.lint..",
              "..core.gate..",
              "..core.git..",
              "..core.repo..",
              "..core.validate..");

  @ArchTest
  static final ArchRule THE_NOUNS_KNOW_NOBODY =
      noClasses()
          .that()
          .resideInAPackage("..core.model..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..core.match..",
              "..core.policy..",
              "..core.lint..",
              "..core.gate..",
              "..core.git..",
              "..core.repo..",
              "..core.validate..");

  @ArchTest
  static final ArchRule CHECKS_ARE_APART_FROM_THE_JUDGEMENT_OF_PUSHES =
      noClasses()
          .that()
          .resideInAPackage("..core.validate..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..core.gate..", "..core.repo..", "..core.lint..", "org.eclipse.jgit..");

  @ArchTest
  static final ArchRule NOTHING_BELOW_RUNS_CHECKS =
      noClasses()
          .that()
          .resideInAnyPackage("..core.gate..", "..core.git..", "..core.policy..", "..core.lint..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..core.validate..");

  @ArchTest
  static final ArchRule PATHS_ARE_BYTES =
      noClasses()
          .that()
          .resideInAnyPackage("..core.match..", "..core.policy..", "..core.gate..")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.nio.file.PathMatcher")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.nio.file.Path");
}
