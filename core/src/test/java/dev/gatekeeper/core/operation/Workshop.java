package dev.gatekeeper.core.operation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.fixture.TreeEntry;
import dev.gatekeeper.core.git.IncomingObjects;
import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.model.Verdict.JudgedRef;
import dev.gatekeeper.core.model.Verdict.Repair;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.operation.Admission.TicketHolder;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.store.GatekeeperFolder;
import dev.gatekeeper.core.store.LedgerChain;
import dev.gatekeeper.core.store.ProcessIdentity;
import dev.gatekeeper.core.validate.Sandbox;
import dev.gatekeeper.core.validate.SandboxSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/**
 * A repository with a plan, in which agents push and hand off. Files lie in folders of one letter;
 * commits are made out of such files, {@code "a/f=1"}, and symbolic links, {@code "a/l@f"}.
 */
final class Workshop {
  static final Instant NOON = Instant.parse("2026-07-01T12:00:00Z");

  final BareRepository repository;
  final GatekeeperFolder folder;
  private final Repository opened;
  private Policy policy;
  private Instant now = NOON;
  private @Nullable Verdict decided;

  /** All that was decided, in order. */
  final List<Verdict> decisions = new ArrayList<>();

  private Workshop(BareRepository repository, Policy policy) throws IOException {
    this.repository = repository;
    this.folder = new GatekeeperFolder(repository.folder());
    this.policy = policy;
    this.opened = new RepositoryBuilder().setGitDir(repository.folder().toFile()).build();
    Files.writeString(folder.policyFile(), "the policy");
  }

  /** With main at a commit of these files. */
  static Workshop open(Path path, Policy policy, String... files) throws IOException {
    Workshop shop = new Workshop(BareRepository.create(path), policy);
    shop.repository.git("update-ref", "refs/heads/main", shop.commit(List.of(), files));
    return shop;
  }

  void policy(Policy next) {
    policy = next;
  }

  void at(Instant time) {
    now = time;
  }

  private LoadedPolicy.Reader policies() {
    return (name, bytes) -> new LoadedPolicy.Valid(policy);
  }

  GatedRepository gated() {
    return new GatedRepository(folder, policies(), Clock.fixed(now, ZoneOffset.UTC));
  }

  /** Where a ref is whose name lacks its {@code refs/}; "" if there is none. */
  String tip(String ref) throws IOException {
    Ref found = opened.exactRef("refs/" + ref);
    return found == null ? "" : found.getObjectId().name();
  }

  /** Whether one commit is the other or an ancestor of it. */
  boolean isIn(String commit, String tip) throws IOException {
    try (RevWalk walk = new RevWalk(opened)) {
      return walk.isMergedInto(
          walk.parseCommit(ObjectId.fromString(commit)),
          walk.parseCommit(ObjectId.fromString(tip)));
    }
  }

  /** A merge base of two commits that have one. */
  String mergeBase(String one, String other) throws IOException {
    return mergeBases(one, other).get(0);
  }

  /** All merge bases of two commits. */
  List<String> mergeBases(String one, String other) throws IOException {
    List<String> bases = new ArrayList<>();
    try (RevWalk walk = new RevWalk(opened)) {
      walk.setRevFilter(RevFilter.MERGE_BASE);
      walk.markStart(walk.parseCommit(ObjectId.fromString(one)));
      walk.markStart(walk.parseCommit(ObjectId.fromString(other)));
      walk.forEach(base -> bases.add(base.name()));
    }
    return bases;
  }

  /** A commit of exactly these files and links. */
  String commit(List<String> parents, String... files) throws IOException {
    return repository.commit(tree(List.of(files)), parents.toArray(String[]::new));
  }

  private String tree(List<String> files) throws IOException {
    Map<String, List<String>> folders = new TreeMap<>();
    Map<String, TreeEntry> entries = new TreeMap<>(); // a folder by its name and a slash, as git
    for (String file : files) {
      String[] entry = file.split("[=@]", 2);
      int slash = entry[0].indexOf('/');
      if (slash >= 0) {
        folders
            .computeIfAbsent(file.substring(0, slash), name -> new ArrayList<>())
            .add(file.substring(slash + 1));
        continue;
      }
      String blob = repository.blob(entry[1]);
      boolean isLink = file.charAt(entry[0].length()) == '@';
      entries.put(
          entry[0], isLink ? TreeEntry.link(entry[0], blob) : TreeEntry.file(entry[0], blob));
    }
    for (var folder : folders.entrySet()) {
      entries.put(
          folder.getKey() + "/", TreeEntry.folder(folder.getKey(), tree(folder.getValue())));
    }
    return repository.tree(entries.values().toArray(TreeEntry[]::new));
  }

  /**
   * Pushes, with a reason to override with; says which codes came of it, or nothing if it was
   * accepted.
   */
  String push(String who, String branch, String commit) throws IOException {
    return push(who, branch, commit, List.of("gatekeeper.override=test"));
  }

  /** The same without a reason. */
  String pushPlainly(String who, String branch, String commit) throws IOException {
    return push(who, branch, commit, List.of());
  }

  /**
   * A push through the native hook that is accepted, and that git has not carried out yet; its
   * receive-pack.
   */
  Process pushUnmoved(String who, String branch, String commit) throws IOException {
    Process receivePack = new ProcessBuilder("sleep", "60").start();
    String codes =
        push(
            who,
            branch,
            commit,
            List.of(),
            new TicketHolder.ReceivePack(ProcessIdentity.of(receivePack.pid())));
    assertThat(codes).isEmpty();
    return receivePack;
  }

  private String push(String who, String branch, String commit, List<String> options)
      throws IOException {
    return push(who, branch, commit, options, new TicketHolder.Here(this::move));
  }

  private String push(
      String who, String branch, String commit, List<String> options, TicketHolder holder)
      throws IOException {
    return push(who, List.of(update(branch, commit)), options, holder);
  }

  private RefUpdate update(String branch, String commit) throws IOException {
    String before = tip("heads/" + branch);
    return new RefUpdate(
        RefName.branch(branch), before.isEmpty() ? Oid.ZERO : new Oid(before), new Oid(commit));
  }

  /** Pushes two branches at once. */
  String pushBoth(String who, String one, String first, String other, String second)
      throws IOException {
    return push(
        who,
        List.of(update(one, first), update(other, second)),
        List.of(),
        new TicketHolder.Here(this::move));
  }

  private String push(
      String who, List<RefUpdate> updates, List<String> options, TicketHolder holder)
      throws IOException {
    Pusher pusher = who.equals("-") ? Pusher.unnamed() : Pusher.named(who);
    decided =
        new Admission(gated())
            .decide(new Push(pusher, updates, options), IncomingObjects.NONE, holder);
    decisions.add(decided);
    return codes(decided);
  }

  /** Pushes these to refs below the given one, with git alone; what is answered. */
  Asks.Answer ask(String who, Map<String, String> refs, String... options) throws IOException {
    Pusher pusher = who.equals("-") ? Pusher.unnamed() : Pusher.named(who);
    List<RefUpdate> updates = new ArrayList<>();
    refs.forEach(
        (ref, commit) ->
            updates.add(new RefUpdate(new RefName("refs/" + ref), Oid.ZERO, new Oid(commit))));
    Push push = new Push(pusher, updates, List.of(options));
    decided =
        new Admission(gated())
            .decide(push, IncomingObjects.NONE, new TicketHolder.ReceivePack(Optional.empty()));
    Asks.Answer answer =
        decided.accepted()
            ? new Asks(gated()).answer(push)
            : new Asks.Answer(decided, List.of(), Optional.empty());
    decided = answer.verdict();
    return answer;
  }

  private void move(Verdict accepted) throws IOException {
    for (JudgedRef ref : accepted.refs()) {
      org.eclipse.jgit.lib.RefUpdate move = opened.updateRef(ref.update().ref().name());
      move.setForceUpdate(true);
      if (ref.update().isDeletion()) {
        move.delete();
      } else {
        move.setNewObjectId(ObjectId.fromString(ref.update().after().hex()));
        move.update();
      }
    }
  }

  /** For what the push before was refused, and what to do about it, where it was of refs. */
  String words() {
    return requireNonNull(decided).violations().stream()
        .map(v -> v instanceof Violation.OfRef of ? of.message() + "; " + of.todo() : v.message())
        .collect(Collectors.joining("\n"));
  }

  /** The ways out that the refusal before names. */
  List<Repair> repairs() {
    return requireNonNull(decided).repairs();
  }

  /** What goes on record of the decision before besides. */
  List<String> notes() {
    return requireNonNull(decided).notes();
  }

  static String codes(Verdict verdict) {
    return verdict.accepted()
        ? ""
        : String.join(
            " ", verdict.violations().stream().map(v -> v.code().name()).distinct().toList());
  }

  Handoffs.Request request(String agent, String branch, String commit) {
    return new Handoffs.Request(
        new AgentId(agent), branch, commit, Actor.named(agent), Pusher.named(agent));
  }

  /** Begins a handoff that has to begin. */
  Handoffs.Attempt begin(String agent) throws Exception {
    Handoffs.Answer answer = new Handoffs(gated()).begin(request(agent, "", ""));
    if (answer instanceof Handoffs.Answer.Begun begun) {
      return begun.attempt();
    }
    throw new AssertionError(((Handoffs.Answer.Refused) answer).verdict().toString());
  }

  Handoffs.Ending end(Handoffs.Attempt attempt, CheckOutcome outcome) throws IOException {
    return new Handoffs(gated()).end(attempt, outcome, List.of(), Collections.emptySortedMap());
  }

  /** What stands for a code where there is nothing to hand off any more. */
  static final String ALREADY = "ALREADY";

  /** Hands off; the codes for which it is refused, or nothing. */
  String handoff(String agent) throws Exception {
    return handoff(agent, "", "", CheckOutcome.PASSED);
  }

  String handoff(String agent, String branch, String commit, CheckOutcome outcome)
      throws Exception {
    Handoffs.Answer answer = new Handoffs(gated()).begin(request(agent, branch, commit));
    if (answer instanceof Handoffs.Answer.Begun begun) {
      return end(begun.attempt(), outcome).dropped();
    }
    if (answer instanceof Handoffs.Answer.Already) {
      return ALREADY;
    }
    decided = ((Handoffs.Answer.Refused) answer).verdict();
    decisions.add(decided);
    return codes(decided);
  }

  private static Set<AgentId> ids(String names) {
    return Arrays.stream(names.split(" ", -1))
        .filter(name -> !name.isEmpty())
        .map(AgentId::new)
        .collect(Collectors.toSet());
  }

  Integrations.Request integration(String agents, String without) {
    return new Integrations.Request(ids(agents), ids(without), Actor.named("mia"));
  }

  /** What it tells of the integration that was run last. */
  final List<String> told = new ArrayList<>();

  IntegrationRun.Result integrate(String agents, String without) throws Exception {
    return run(new Integrations(gated()).begin(integration(agents, without)));
  }

  IntegrationRun.Result run(Integrations.Attempt attempt) throws IOException {
    told.clear();
    return new IntegrationRun(
            gated(),
            attempt,
            Sandbox.bubblewrap(SandboxSettings.DEFAULT),
            new IntegrationProgressText(told::add))
        .run();
  }

  Rollback.Done rollBack(String agent) throws Exception {
    return rollBack(agent, "");
  }

  Rollback.Done rollBack(String agent, String branch) throws Exception {
    return rollBack(agent, branch, "");
  }

  /** The same of an integration that is named. */
  Rollback.Done rollBack(String agent, String branch, String integration) throws Exception {
    return rollBack(agent, branch, "", integration);
  }

  /** Returns to a commit that the branch contains. */
  Rollback.Done rollBackTo(String agent, String commit) throws Exception {
    return rollBack(agent, "", commit, "");
  }

  private Rollback.Done rollBack(String agent, String branch, String to, String integration)
      throws Exception {
    return Rollback.rollBack(
        gated(),
        new Rollback.Request(
            new AgentId(agent), branch, to, "", integration, "no good", Actor.named("mia"), false));
  }

  /** The files of a commit, {@code "a/f=1 b/f=2"}. */
  String files(String commit) throws IOException {
    List<String> files = new ArrayList<>();
    try (RevWalk commits = new RevWalk(opened);
        TreeWalk walk = new TreeWalk(opened)) {
      walk.addTree(commits.parseCommit(ObjectId.fromString(commit)).getTree());
      walk.setRecursive(true);
      while (walk.next()) {
        byte[] text = walk.getObjectReader().open(walk.getObjectId(0)).getBytes();
        files.add(walk.getPathString() + "=" + new String(text, StandardCharsets.UTF_8));
      }
    }
    return String.join(" ", files);
  }

  /** What is wrong with the ledger. */
  List<String> problems() throws IOException {
    try (LedgerChain chain = LedgerChain.open(repository.folder())) {
      return chain.problems();
    }
  }
}
