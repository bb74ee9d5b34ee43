package dev.gatekeeper.server;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** No two packages use each other, directly or by way of others (docs/architecture.md). */
@AnalyzeClasses(
    packages = "dev.gatekeeper.server",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class LayersTest {

  @ArchTest
  static final ArchRule PACKAGES_ARE_FREE_OF_CYCLES =
      slices().matching("dev.gatekeeper.(server..)").should().beFreeOfCycles();
}
