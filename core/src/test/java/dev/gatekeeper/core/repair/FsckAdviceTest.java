package dev.gatekeeper.core.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PlanStory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.model.FsckId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What to do about what git's fsck calls an error (docs/semantics.md, section 4). */
class FsckAdviceTest {

  @ParameterizedTest(name = "{0} on {1}, override {2}: {3}")
  @CsvSource({
    "MISSING_AUTHOR, refs/heads/a, true, 'write it again with git; or, if it has to come as it is, git push -o'",
    "MISSING_AUTHOR, refs/tags/a, true, write it again with git",
    "MISSING_AUTHOR, refs/tags/a, false, make the tag again",
    "MISSING_AUTHOR, refs/heads/a, false, t=",
    "MISSING_AUTHOR NUL_IN_COMMIT, refs/heads/a, false, t=",
    "GITMODULES_SYMLINK, refs/heads/a, false, fix that file",
    "GITMODULES_SYMLINK GITATTRIBUTES_LINE_LENGTH, refs/heads/a, false, fix that file",
    "MISSING_AUTHOR GITMODULES_SYMLINK, refs/heads/a, false, these folders were not written by git",
    "MISSING_AUTHOR, refs/heads/both, false, make the commits named above again"
  })
  void of(String faults, String ref, boolean mayOverride, String advice) throws IOException {
    PlanStory told =
        PlanStory.of(
            "a works; main works as m; o works on root; both merges on a,m,o at README=1 a/f=1 o/f=1",
            new PolicyBuilder().plan("a").build());
    Set<FsckId> all =
        Arrays.stream(faults.split(" ", -1)).map(FsckId::valueOf).collect(Collectors.toSet());
    Oid tip = told.oid(ref.endsWith("both") ? "both" : "a");
    Set<Oid> known =
        ref.endsWith("both") ? Set.of(told.oid("m"), told.oid("o")) : Set.of(told.oid("root"));
    assertThat(
            FsckAdvice.of(
                new RefUpdate(new RefName(ref), Oid.ZERO, tip),
                known,
                all,
                mayOverride,
                told.judging()))
        .singleElement()
        .satisfies(repair -> assertThat(repair.command()).startsWith(advice))
        .matches(repair -> repair.isCommand() == advice.equals("t="));
  }
}
