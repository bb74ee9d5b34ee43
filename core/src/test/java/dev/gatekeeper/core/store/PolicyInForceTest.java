package dev.gatekeeper.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.fixture.TreeEntry;
import dev.gatekeeper.core.gate.NextPolicy.PolicyLocation;
import dev.gatekeeper.core.git.IncomingObjects;
import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.PolicyProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the policy comes from, and that there is none otherwise (semantics, section 9). */
class PolicyInForceTest {
  @TempDir Path temp;
  private BareRepository repository;

  /** A file that says {@code good} is a policy. */
  private static final LoadedPolicy.Reader READER =
      (name, bytes) ->
          new String(bytes, StandardCharsets.UTF_8).equals("good")
              ? new LoadedPolicy.Valid(new PolicyBuilder().agent("a").build())
              : new LoadedPolicy.Invalid(
                  List.of(new PolicyProblem(new Location(name, 1, 1), "is bad")));

  @BeforeEach
  void repository() throws IOException {
    repository = BareRepository.create(temp.resolve("r"));
  }

  private PolicyInForce inForce() throws IOException {
    try (JGitHistory history = JGitHistory.open(repository.folder(), IncomingObjects.NONE)) {
      return PolicyInForce.of(new GatekeeperFolder(repository.folder()), history, READER);
    }
  }

  private void branch(String name, TreeEntry... entries) throws IOException {
    String commit = repository.commit(repository.tree(entries));
    repository.git("update-ref", "refs/heads/" + name, commit);
  }

  private void assertNone(String why) throws IOException {
    PolicyInForce policy = inForce();
    assertThat(policy.successors()).isEqualTo(new PolicyLocation.None());
    assertThat(policy.loaded())
        .isInstanceOfSatisfying(
            LoadedPolicy.Invalid.class,
            invalid ->
                assertThat(invalid.problems())
                    .singleElement()
                    .satisfies(p -> assertThat(p.message()).contains(why)));
  }

  @Test
  void theFileBesideTheRepositoryComesFirst() throws IOException {
    branch("main", TreeEntry.file(Policy.FILE_NAME, repository.blob("bad")));
    Files.writeString(repository.folder().resolve(Policy.FILE_NAME), "good");
    assertThat(inForce().loaded()).isInstanceOf(LoadedPolicy.Valid.class);
    assertThat(inForce().successors()).isEqualTo(new PolicyLocation.Beside());

    Files.writeString(repository.folder().resolve(Policy.FILE_NAME), "bad");
    branch("main", TreeEntry.file(Policy.FILE_NAME, repository.blob("good")));
    assertThat(inForce().loaded()).isInstanceOf(LoadedPolicy.Invalid.class);
  }

  @Test
  void otherwiseTheFileOnTheBranchThatHeadNames() throws IOException {
    branch("main", TreeEntry.file(Policy.FILE_NAME, repository.blob("good")));
    assertThat(inForce().loaded()).isInstanceOf(LoadedPolicy.Valid.class);
    assertThat(inForce().successors()).isInstanceOf(PolicyLocation.OnBranch.class);
  }

  @Test
  void nothingElseIsAPolicy() throws IOException {
    assertNone("there is no policy");
    branch("main", TreeEntry.file("other", repository.blob("good")));
    assertNone("there is no policy");
    branch("main", TreeEntry.link(Policy.FILE_NAME, repository.blob("good")));
    assertNone("there is no policy");
    String folder = repository.tree(TreeEntry.file("f", repository.blob("good")));
    branch("main", TreeEntry.folder(Policy.FILE_NAME, folder));
    assertNone("there is no policy");
  }

  @Test
  void aBranchThatThePolicyDoesNotIntegrateIntoIsNoPlaceForIt() throws IOException {
    branch("other", TreeEntry.file(Policy.FILE_NAME, repository.blob("good")));
    repository.git("symbolic-ref", "HEAD", "refs/heads/other");
    assertNone("both must be the same");
    String commit = repository.git("rev-parse", "refs/heads/other");
    Files.writeString(repository.folder().resolve("HEAD"), commit + "\n");
    assertNone("HEAD names no branch");
  }
}
