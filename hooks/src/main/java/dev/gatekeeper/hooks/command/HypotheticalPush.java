package dev.gatekeeper.hooks.command;

import dev.gatekeeper.config.PolicyFile;
import dev.gatekeeper.core.git.IncompleteHistory;
import dev.gatekeeper.core.git.OpenRepository;
import dev.gatekeeper.core.git.TrackedRemote;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.operation.Admission;
import dev.gatekeeper.core.operation.GatedRepository;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.text.ShellWord;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteConfig;

/** A hypothetical push, made of the commits of a repository. */
record HypotheticalPush(
    Workspace workspace, Console console, RepositoryOption option, String policy, Pusher pusher) {
  private static final String HEADS = "refs/heads/";
  private static final String HEAD = "HEAD";

  /**
   * What was judged, and what the gate would say.
   *
   * @param head the last commit of what is judged
   * @param since what it was compared with, in words
   * @param main the integration branch, as it is called here
   */
  record Judged(Verdict verdict, Oid head, String since, String main) {
    /** Whether it is let in, and no commit was looked at. */
    boolean isOfNothing() {
      return verdict.accepted() && verdict.commits() == 0;
    }
  }

  /** What the gate would say to a push; "" stands for what is usual. */
  Judged judge(String branch, String base, String head) throws Failure, IOException {
    // What is checked out in a working copy is no integration branch, so there the policy is named.
    List<Policy> named =
        policy.isEmpty() && workspace.top().isEmpty()
            ? List.of()
            : List.of(PolicySource.policy(workspace, console, policy, option));
    String name = branch.isEmpty() ? checkedOut() : shortName(branch);
    try (Repository repository = OpenRepository.settled(workspace.repository().gitDirectory())) {
      Oid after = commit(repository, head.isEmpty() ? HEADS + name : head);
      TrackedRemote tracking = PolicySource.tracking(workspace);
      String seen = tracking.prefix() + name;
      Oid before = base.isEmpty() ? known(repository, seen) : commit(repository, base);
      String main = named.isEmpty() ? "BRANCH" : named.get(0).integration().branch();
      if (!workspace.top().isEmpty()) {
        checkFetched(repository, tracking, main);
      }
      return new Judged(
          verdict(new RefUpdate(RefName.branch(name), before, after), named, Map.of()),
          after,
          since(base, before, tracking.remote() + "/" + name),
          workspace.top().isEmpty() ? main : tracking.remote() + "/" + main);
    }
  }

  /** That a branch is missing here is no sign that it is there, where it is never fetched. */
  private static void checkFetched(Repository clone, TrackedRemote tracking, String main)
      throws Failure, IOException {
    List<Ref> fetched = clone.getRefDatabase().getRefsByPrefix(tracking.prefix());
    String seen = tracking.prefix() + main;
    if (fetched.isEmpty() || clone.exactRef(seen) != null) {
      return;
    }
    List<RefSpec> asked;
    try {
      asked = new RemoteConfig(clone.getConfig(), tracking.remote()).getFetchRefSpecs();
    } catch (URISyntaxException e) {
      throw Failure.unreadable(
          "the address of the remote `" + tracking.remote() + "` is malformed: " + e.getReason());
    }
    if (asked.stream().noneMatch(spec -> spec.matchSource(HEADS + main))) {
      throw Failure.unreadable(
          main + " was not fetched from " + tracking.remote() + ", and all work starts from it",
          "git fetch " + tracking.remote() + " " + ShellWord.of(main + ":" + seen));
    }
  }

  private static String since(String base, Oid before, String seen) {
    if (base.isEmpty()) {
      return before.isZero() ? "the integration branch" : "`" + seen + "` as last fetched";
    }
    return "`" + base + "`";
  }

  /**
   * What the gate would say to all that a branch brings, as if it was pushed for the first time.
   *
   * @param onto the branch that it is for: what it reaches is there already, and its policy counts
   */
  Judged judgeOnto(String branch, String onto, String head) throws Failure, IOException {
    String name = branch.isEmpty() ? checkedOut() : shortName(branch);
    try (Repository repository = OpenRepository.settled(workspace.repository().gitDirectory())) {
      Oid target = commit(repository, onto);
      Oid after = head.isEmpty() ? brought(repository, name) : commit(repository, head);
      Policy rules = PolicySource.ofTarget(workspace, console, policy, onto, target);
      RefName integration = RefName.branch(rules.integration().branch());
      boolean isIntegration = RefName.branch(name).equals(integration);
      RefUpdate update =
          new RefUpdate(RefName.branch(name), isIntegration ? target : Oid.ZERO, after);
      return new Judged(
          verdict(update, List.of(rules), Map.of(integration, target)),
          after,
          "`" + onto + "`",
          onto);
    }
  }

  private Verdict verdict(RefUpdate update, List<Policy> rules, Map<RefName, Oid> refs)
      throws Failure {
    try {
      Verdict verdict =
          new Admission(
                  new GatedRepository(workspace.repository(), PolicyFile::load, Clock.systemUTC()))
              .verify(new Push(pusher, List.of(update), List.of()), rules, refs);
      return update.before().equals(update.after()) ? unmoved(verdict) : verdict;
    } catch (IncompleteHistory e) {
      throw LocalPlan.incomplete(e);
    }
  }

  /** What git would not even send is no push, whoever may push there. */
  private static Verdict unmoved(Verdict verdict) {
    return new Verdict(
        verdict.id(),
        verdict.at(),
        verdict.pusher(),
        verdict.refs(),
        /* accepted= */ true,
        List.of(),
        verdict.policy(),
        List.of(),
        List.of(),
        /* commits= */ 0,
        /* paths= */ 0,
        verdict.millis());
  }

  /** A commit as the user names it; HEAD is that of the worktree they are in. */
  private Oid commit(Repository repository, String revision) throws Failure, IOException {
    boolean isHead = revision.matches("HEAD(?![A-Za-z0-9_/.-]).*");
    return PolicySource.Revision.commit(
        repository, isHead ? head().replaceFirst("^ref: ", "") + revision.substring(4) : revision);
  }

  /**
   * The branch's tip; where it is checked out, or a commit is without a branch, as in CI, what is
   * checked out.
   */
  private Oid brought(Repository repository, String name) throws Failure, IOException {
    String head = head();
    boolean isHere =
        !workspace.top().isEmpty()
            && (!head.startsWith("ref: ") || head.equals("ref: " + HEADS + name));
    return commit(repository, isHere ? HEAD : HEADS + name);
  }

  private String checkedOut() throws Failure {
    for (String branch : workspace.checkedOut()) {
      return branch;
    }
    throw Failure.usage(
        "no branch is checked out here: name one with --branch",
        "that is the one that would be pushed, such as `agent-1/work`");
  }

  private String head() throws IOException {
    return Files.readString(workspace.gitDirectory().resolve(HEAD)).strip();
  }

  private static String shortName(String branch) {
    return branch.startsWith(HEADS) ? branch.substring(HEADS.length()) : branch;
  }

  private static Oid known(Repository repository, String ref) throws IOException {
    ObjectId id = repository.resolve(ref);
    return id == null ? Oid.ZERO : new Oid(id.name());
  }
}
