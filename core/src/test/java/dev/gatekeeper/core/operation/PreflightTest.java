package dev.gatekeeper.core.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.preflight.Preflight;
import dev.gatekeeper.core.preflight.PreflightLine;
import dev.gatekeeper.core.preflight.PreflightLine.Item;
import dev.gatekeeper.core.validate.Sandbox;
import dev.gatekeeper.core.validate.SandboxSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the checklist finds, from a plan's first day on, and which branches it makes. */
@SuppressWarnings("NullAway.Init")
class PreflightTest {
  private static final Policy POLICY =
      new PolicyBuilder()
          .agent("a", "/a/")
          .agent("b", List.of("a"), List.of(), "/b/")
          .agent("c", List.of("c/**"), false, List.of(), "/c/")
          .agent("d", List.of("a", "c"), List.of(), "/d/")
          .direct()
          .build();

  @TempDir private Path folder;
  private Workshop shop;

  @BeforeEach
  void open() throws Exception {
    shop = Workshop.open(folder, POLICY, "x/f=0");
  }

  private Preflight preflight() {
    return new Preflight(
        shop.folder, POLICY, Sandbox.waived(SandboxSettings.DEFAULT), shop.gated().clock());
  }

  private static List<String> of(Item item, List<PreflightLine> lines) {
    return lines.stream()
        .filter(line -> line.check() == item)
        .map(line -> line.result() + " " + line.finding() + " | " + line.next())
        .toList();
  }

  private List<String> look(Item item) throws IOException {
    return of(item, preflight().look());
  }

  private List<String> fix() throws IOException {
    LoadedPolicy.Reader policies = (name, bytes) -> new LoadedPolicy.Valid(POLICY);
    return of(Item.BRANCHES, preflight().fix(policies, Actor.of("root (on the repository)")));
  }

  private String start() throws IOException {
    return shop.tip("heads/main").substring(0, 7);
  }

  @Test
  void whatFsckCallsAnErrorOfWhatWasThereBeforeIsNamed() throws Exception {
    assertThat(look(Item.OBJECTS))
        .containsExactly("OK nothing in the branches is what git's fsck calls an error | ");
    String text =
        "tree %s\nauthor A <a@example.com> 1 +00000\ncommitter A <a@example.com> 1 +0000\n\nx\n"
            .formatted(shop.repository.git("rev-parse", "main^{tree}"));
    String odd = shop.repository.object("commit", text.getBytes(StandardCharsets.US_ASCII));
    shop.repository.git("update-ref", "refs/heads/old", odd);
    assertThat(look(Item.OBJECTS))
        .singleElement()
        .asString()
        .startsWith(
            "WARNING objects from before the gate have what git's fsck calls an error: badTimezone")
        .contains(odd, "fetch.fsck.skipList");
  }

  private void work(String agent, String branch, String... files) throws Exception {
    String tip = shop.commit(List.of(shop.tip("heads/main")), files);
    assertThat(shop.push(agent, branch, tip)).isEmpty();
    assertThat(shop.handoff(agent)).isEmpty();
  }

  @Test
  void everyCheckHasALine() throws Exception {
    assertThat(preflight().look().stream().map(PreflightLine::check).distinct())
        .containsExactly(Item.values());
  }

  @Test
  void branchesAreMadeWhereTheyStartOnceThatIsThere() throws Exception {
    assertThat(look(Item.BRANCHES))
        .containsExactly(
            "ERROR a has no branch | gatekeeper preflight --fix makes a/work at " + start(),
            "WARNING b has no branch yet: it starts from what is handed off by a"
                + " | gatekeeper preflight --fix makes b/work then",
            "ERROR c has no branch | gatekeeper preflight --fix makes c/work at " + start(),
            "WARNING d has no branch yet: it starts from what is handed off by a, c"
                + " | gatekeeper preflight --fix makes d/work then");
    assertThat(fix())
        .startsWith("OK made a/work at " + start() + " | ", "OK made c/work at " + start() + " | ");
    assertThat(shop.tip("heads/a/work")).isEqualTo(shop.tip("heads/main"));
    assertThat(shop.tip("heads/b/work")).isEmpty();
    assertThat(shop.problems()).isEmpty();

    work("a", "a/work", "x/f=0", "a/f=1");
    assertThat(fix())
        .first()
        .isEqualTo("OK made b/work at " + shop.tip("heads/a/work").substring(0, 7) + " | ");
    assertThat(shop.tip("heads/b/work")).isEqualTo(shop.tip("heads/a/work"));

    work("c", "c/work", "x/f=0", "c/f=1");
    assertThat(fix())
        .containsExactly(
            "WARNING d has no branch yet: it starts from 2 handoffs that are not merged"
                + " | gatekeeper worktree d merges them in a clone; push what it makes");
    String merge =
        shop.commit(
            List.of(shop.tip("heads/a/work"), shop.tip("heads/c/work")), "x/f=0", "a/f=1", "c/f=1");
    assertThat(shop.push("d", "d", merge)).isEmpty();
    assertThat(fix()).containsExactly("OK every agent has a branch | ");
    assertThat(look(Item.BASES)).containsExactly("OK the base of every branch is right | ");
    assertThat(look(Item.LEDGER)).singleElement().asString().startsWith("OK sound");
  }

  @Test
  void aBranchThatGitCanNotMakeIsNotTried() throws Exception {
    shop.repository.git("update-ref", "refs/heads/c", shop.tip("heads/main"));
    assertThat(fix())
        .contains(
            "ERROR c has no branch, and git can't store both c/work and c | delete or rename that one");
    assertThat(shop.tip("heads/c/work")).isEmpty();
  }

  @Test
  void ofTwoBranchesThatGitCanNotHaveBothTheFirstIsMade() throws Exception {
    Policy nested =
        new PolicyBuilder()
            .agent("a", List.of("x"), false, List.of(), "/a/")
            .agent("b", List.of("x/b"), false, List.of(), "/b/")
            .build();
    Preflight both =
        new Preflight(
            shop.folder, nested, Sandbox.waived(SandboxSettings.DEFAULT), shop.gated().clock());
    LoadedPolicy.Reader policies = (name, bytes) -> new LoadedPolicy.Valid(nested);
    assertThat(of(Item.BRANCHES, both.fix(policies, Actor.named("mia"))))
        .containsExactly(
            "OK made x at " + start() + " | ",
            "ERROR b has no branch, and git can't store both x/b and x | delete or rename that one");
  }

  @Test
  void aBaseWithoutTheHandoffOrWithoutTheProjectIsWrong() throws Exception {
    fix();
    work("a", "a/work", "x/f=0", "a/f=1");
    shop.repository.git("update-ref", "refs/heads/b", shop.tip("heads/main"));
    shop.repository.git("update-ref", "refs/heads/c/work", shop.commit(List.of(), "c/f=1"));
    assertThat(look(Item.BASES))
        .satisfiesExactly(
            b -> assertThat(b).startsWith("ERROR b: b builds on a, and this push does not contain"),
            c -> assertThat(c).startsWith("ERROR c/work shares no history with main"));
  }

  @Test
  void whatIsIntegratedIsInTheLedger() throws Exception {
    work("a", "a/work", "x/f=0", "a/f=1");
    assertThat(shop.integrate("", "").isIntegrated()).isTrue();
    assertThat(look(Item.INTEGRATION))
        .containsExactly("OK main is at " + start() + ", as the ledger has it | ");
    fix();
    assertThat(shop.tip("heads/b/work")).isEqualTo(shop.tip("heads/main"));
  }

  @Test
  void theIntegrationBranchIsWhereTheLedgerHasIt() throws Exception {
    assertThat(look(Item.INTEGRATION))
        .containsExactly(
            "OK main is at its beginning, " + start() + ": nothing is integrated yet | ");
    String direct = shop.commit(List.of(shop.tip("heads/main")), "x/f=1");
    assertThat(shop.push("mia", "main", direct)).isEmpty();
    assertThat(look(Item.INTEGRATION))
        .containsExactly("OK main is at " + start() + ", as the ledger has it | ");
    shop.repository.git("update-ref", "refs/heads/main", shop.commit(List.of(direct), "x/f=2"));
    assertThat(look(Item.INTEGRATION))
        .singleElement()
        .asString()
        .startsWith("ERROR main is at " + start() + ", and the ledger has it at ")
        .contains("somebody bypassed the gate");
    shop.repository.git("update-ref", "-d", "refs/heads/main");
    assertThat(look(Item.INTEGRATION))
        .singleElement()
        .asString()
        .contains("main no longer exists, and the ledger has it at");
  }

  @Test
  void withoutALedgerThatIsSoundNothingIsSaidOrMade() throws Exception {
    fix();
    shop.repository.git("update-ref", "-d", "refs/gatekeeper/ledger");
    shop.repository.git("update-ref", "-d", "refs/heads/c/work");
    assertThat(look(Item.LEDGER))
        .singleElement()
        .asString()
        .startsWith("ERROR refs/gatekeeper/ledger");
    assertThat(fix()).containsExactly("ERROR unknown without a ledger | fix the ledger first");
    assertThat(shop.tip("heads/c/work")).isEmpty();
    assertThat(Files.exists(shop.folder.path())).isTrue();
  }
}
