package dev.gatekeeper.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

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
              "..core.ledger..",
              "..core.lint..",
              "..core.diff..",
              "..core.export..")
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

  /**
   * The nouns know nobody, patterns know the nouns, a policy knows patterns; what decides about
   * pushes knows neither repositories nor checks; a plan is the only one to run checks.
   */
  @ArchTest
  static final ArchRule EACH_PACKAGE_KNOWS_THESE_AND_NO_OTHERS =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("model")
          .definedBy("..core.model..")
          .layer("match")
          .definedBy("..core.match..")
          .layer("policy")
          .definedBy("..core.policy..")
          .layer("ledger")
          .definedBy("..core.ledger..")
          .layer("lint")
          .definedBy("..core.lint..")
          .layer("diff")
          .definedBy("..core.diff..")
          .layer("export")
          .definedBy("..core.export..")
          .layer("gate")
          .definedBy("..core.gate..")
          .layer("git")
          .definedBy("..core.git..")
          .layer("repo")
          .definedBy("..core.repo..")
          .layer("validate")
          .definedBy("..core.validate..")
          .layer("plan")
          .definedBy("..core.plan..")
          .layer("preflight")
          .definedBy("..core.preflight..")
          .layer("brief")
          .definedBy("..core.brief..")
          .layer("survey")
          .definedBy("..core.survey..")
          .layer("upkeep")
          .definedBy("..core.upkeep..")
          .whereLayer("model")
          .mayNotAccessAnyLayer()
          .whereLayer("match")
          .mayOnlyAccessLayers("model")
          .whereLayer("policy")
          .mayOnlyAccessLayers("match", "model")
          .whereLayer("ledger")
          .mayOnlyAccessLayers("model")
          .whereLayer("lint")
          .mayOnlyAccessLayers("match", "model", "policy")
          .whereLayer("diff")
          .mayOnlyAccessLayers("match", "model", "policy")
          .whereLayer("export")
          .mayOnlyAccessLayers("match", "model", "policy")
          .whereLayer("gate")
          .mayOnlyAccessLayers("ledger", "match", "model", "policy")
          .whereLayer("git")
          .mayOnlyAccessLayers("gate", "match", "model", "policy", "repo")
          .whereLayer("repo")
          .mayOnlyAccessLayers("gate", "git", "ledger", "model", "policy")
          .whereLayer("validate")
          .mayOnlyAccessLayers("git", "match", "model", "policy")
          .whereLayer("plan")
          .mayOnlyAccessLayers("gate", "git", "ledger", "model", "policy", "repo", "validate")
          .whereLayer("preflight")
          .mayOnlyAccessLayers(
              "gate", "git", "ledger", "lint", "model", "policy", "repo", "validate")
          .whereLayer("brief")
          .mayOnlyAccessLayers("gate", "ledger", "match", "model", "policy", "validate")
          .whereLayer("survey")
          .mayOnlyAccessLayers("git", "lint", "match", "model", "policy", "validate")
          .whereLayer("upkeep")
          .mayOnlyAccessLayers("gate", "git", "repo");

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
