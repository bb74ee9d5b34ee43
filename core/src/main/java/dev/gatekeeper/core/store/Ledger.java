package dev.gatekeeper.core.store;

import dev.gatekeeper.core.git.OpenRepository;
import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.JudgingContext;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.Event.Entry;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.plan.PlanState;
import dev.gatekeeper.core.plan.Removal;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.transport.ReceiveCommand;

/**
 * The ledger of a repository: a chain of commits, one per event, each with the state after it
 * (docs/semantics.md, section 7). Written under the repository's lock; read at the cost of one
 * commit, however long it is.
 *
 * <p>Beside the repository stands where the gate has put the chain; while it moves it, from where
 * to where. A ledger that is anywhere else was moved by somebody else, and is not believed.
 */
public record Ledger(GatekeeperFolder folder) {
  /** The chain's last commit. */
  public static final RefName REF = new RefName("refs/gatekeeper/ledger");

  static final String EVENT = "event.json";
  static final String STATE = "state.json";
  static final String LOGS = "logs";

  private static final int TRIES = 5;

  /** The ref that holds an agent's valid handoff. */
  public static RefName handoffPin(String agent) {
    return new RefName("refs/gatekeeper/handoff/" + agent);
  }

  /** The ref that holds the n-th tip that an agent left behind. */
  public static RefName leftBehindPin(String agent, long n) {
    return new RefName("refs/gatekeeper/rollback/" + agent + "/" + n);
  }

  /**
   * The state as it is now.
   *
   * @throws IOException if there is a ledger that can't be believed; the message says why
   */
  public LedgerState state(History history) throws IOException {
    Oid tip = tip(history);
    if (tip.isZero()) {
      return LedgerState.EMPTY;
    }
    LedgerState state = StateJson.read(where(tip, STATE), file(history, tip, STATE));
    Entry entry = EventJson.read(where(tip, EVENT), file(history, tip, EVENT));
    if (entry.number() != state.events()) {
      throw new IOException(
          "the ledger at " + tip.abbreviated() + " is damaged: its event and its state differ");
    }
    return state;
  }

  private static byte[] file(History history, Oid tip, String name) throws IOException {
    for (byte[] file : history.file(tip, RepoPath.of(name))) {
      return file;
    }
    throw new IOException("the ledger at " + tip.abbreviated() + " is damaged: no " + name);
  }

  static String where(Oid commit, String file) {
    return "the ledger's " + file + " at " + commit.abbreviated();
  }

  private Oid tip(History history) throws IOException {
    while (true) {
      Oid tip = history.tip(REF);
      Optional<String> displaced = displaced(tip);
      if (displaced.isEmpty()) {
        return tip;
      }
      if (history.tip(REF).equals(tip)) {
        throw new IOException(displaced.get());
      } // otherwise the gate moved it between the looks at both, since this reads without its lock
    }
  }

  /** What to say if the chain ends where the gate has not put it. */
  Optional<String> displaced(Oid tip) throws IOException {
    String head;
    try {
      head = Files.readString(headFile(), StandardCharsets.US_ASCII);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    if (List.of(head.strip().split("\\s+", -1)).contains(tip.hex())) {
      return Optional.empty();
    }
    return Optional.of(
        ("%s is at %s, where the gate did not put it: see `gatekeeper log --verify`, put it back to"
                + " one of those in %s, or remove that file if this ledger is right")
            .formatted(REF, tip.isZero() ? "nothing" : tip.abbreviated(), headFile()));
  }

  private Path headFile() {
    return folder.path().resolve("ledger-head");
  }

  /**
   * What is to be written.
   *
   * @param by who brought it about
   * @param policy the digest of the policy in force
   * @param logs files to keep beside the event, by name
   * @param refs what moves together with the ledger: all of it or nothing
   */
  public record Writing(
      Event event,
      Instant at,
      Actor by,
      String policy,
      SortedMap<String, byte[]> logs,
      List<RefUpdate> refs) {
    public Writing {
      refs = List.copyOf(refs);
    }

    /** An event alone. */
    public static Writing of(Event event, Instant at, Actor by, String policy) {
      return new Writing(event, at, by, policy, Collections.emptySortedMap(), List.of());
    }

    /** The same with refs that move together with the ledger. */
    public Writing moving(List<RefUpdate> more) {
      return new Writing(event, at, by, policy, logs, more);
    }
  }

  /**
   * Appends an event. The caller holds the repository's lock and has read {@code before} under it.
   *
   * @return the state after it
   * @throws IOException if it was not written; then nothing has moved
   * @throws IllegalArgumentException if the output is not what the event names, which whoever
   *     verifies the ledger would call damaged; likewise
   */
  public LedgerState append(LedgerState before, Writing writing) throws IOException {
    if (!writing.logs().keySet().equals(new HashSet<>(LedgerChain.logs(writing.event())))) {
      throw new IllegalArgumentException(
          "the output " + writing.logs().keySet() + " is not what the event names");
    }
    Entry entry =
        new Entry(
            before.events() + 1,
            writing.at().truncatedTo(ChronoUnit.MILLIS),
            writing.by(),
            writing.policy(),
            writing.event());
    LedgerState after = before.after(entry);
    try (Repository repository = OpenRepository.unchecked(folder.gitDirectory())) {
      Ref ref = repository.exactRef(REF.name());
      ObjectId tip = ref == null ? ObjectId.zeroId() : ref.getObjectId();
      ObjectId commit = commit(repository, tip, entry, after, writing.logs());
      List<RefUpdate> updates = new ArrayList<>();
      updates.add(new RefUpdate(REF, new Oid(tip.name()), new Oid(commit.name())));
      updates.addAll(writing.refs());
      writeHead(tip.name() + " " + commit.name());
      RefMoveJournal.begin(folder, updates);
      try {
        move(repository, updates, entry);
      } finally {
        RefMoveJournal.end(folder);
      }
      settleHead(commit);
    }
    return after;
  }

  /**
   * The state, looked at by the policy in force: if that is another than before, a new event says
   * which handoffs do not hold under it, and whoever validates that it has changed, even if it
   * changes back. The caller holds the repository's lock.
   */
  public LedgerState lookedAt(LedgerState before, Policy policy, History history, Instant now)
      throws IOException {
    boolean matters = before.hasHandoffs() || before.isValidating();
    if (!matters || before.policy().equals(policy.digest())) {
      return before;
    }
    return changed(before, policy, history, now, Actor.GATE);
  }

  /** The same for a policy that someone puts in force, recorded even if no handoff is concerned. */
  public LedgerState changed(
      LedgerState before, Policy policy, History history, Instant now, Actor by)
      throws IOException {
    PlanState plan = new PlanState(before, JudgingContext.at(now, policy, history));
    List<Event.Gone> gone = new ArrayList<>();
    List<RefUpdate> refs = new ArrayList<>();
    for (AgentId id : plan.gone()) {
      RefName kept = Removal.nextPin(plan, history, id, Set.of());
      Optional<Oid> again = plan.integratedHandoff(id);
      gone.add(new Event.Gone(id, kept, again, before.agent(id).maintainersPushes()));
      RefName pin = handoffPin(id.id());
      Oid handoff = before.agent(id).handoff().map(Handoff::commit).orElseThrow();
      refs.add(new RefUpdate(kept, history.tip(kept), handoff));
      refs.add(new RefUpdate(pin, history.tip(pin), again.orElse(Oid.ZERO)));
    }
    Event changed = new Event.PolicyChanged(plan.lapsed(), gone);
    return append(before, Writing.of(changed, now, by, policy.digest()).moving(refs));
  }

  private static ObjectId commit(
      Repository repository,
      ObjectId parent,
      Entry entry,
      LedgerState after,
      SortedMap<String, byte[]> logs)
      throws IOException {
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      TreeFormatter tree = new TreeFormatter();
      tree.append(EVENT, FileMode.REGULAR_FILE, text(inserter, EventJson.write(entry)));
      if (!logs.isEmpty()) {
        TreeFormatter files = new TreeFormatter();
        for (var log : logs.entrySet()) {
          files.append(
              log.getKey(),
              FileMode.REGULAR_FILE,
              inserter.insert(Constants.OBJ_BLOB, log.getValue()));
        }
        tree.append(LOGS, FileMode.TREE, inserter.insert(files));
      }
      tree.append(STATE, FileMode.REGULAR_FILE, text(inserter, StateJson.write(after)));
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(inserter.insert(tree));
      if (!parent.equals(ObjectId.zeroId())) {
        commit.setParentId(parent);
      }
      commit.setMessage(EventWords.subject(entry) + "\n");
      return GateCommit.store(repository, inserter, commit, entry.at());
    }
  }

  private static ObjectId text(ObjectInserter inserter, String json) throws IOException {
    return inserter.insert(Constants.OBJ_BLOB, (json + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** The last event has no way back from here on. */
  private void settleHead(ObjectId tip) {
    try {
      writeHead(tip.name());
    } catch (IOException e) {
      return; // what was written stands; the next event settles it
    }
  }

  /**
   * Before the ref moves it holds from where and to where, so that the chain is at one of the two
   * whenever the machine stops.
   */
  private void writeHead(String places) throws IOException {
    Files.createDirectories(folder.path());
    Path draft = folder.path().resolve(".ledger-head.new");
    Files.writeString(draft, places + "\n", StandardCharsets.US_ASCII);
    SharedRepositoryMode.give(folder, draft);
    Files.move(draft, headFile(), StandardCopyOption.ATOMIC_MOVE);
  }

  private static void move(Repository repository, List<RefUpdate> updates, Entry entry)
      throws IOException {
    for (int i = 1; ; i++) {
      String why = "event " + entry.number() + " of the ledger";
      Optional<ReceiveCommand> failed = RefTransaction.move(repository, updates, why);
      if (failed.isEmpty()) {
        return;
      }
      // git packs refs without asking anybody; it is soon over
      boolean busy = failed.get().getResult() == ReceiveCommand.Result.LOCK_FAILURE;
      if (!busy || i == TRIES) {
        throw new IOException(notMoved(repository, updates, failed.get()));
      }
      Pause.of(50, "writing the ledger");
    }
  }

  /** JGit does not say which of the refs is locked. */
  private static String notMoved(
      Repository repository, List<RefUpdate> updates, ReceiveCommand failed) {
    List<String> names = new ArrayList<>(List.of("packed-refs"));
    updates.forEach(update -> names.add(update.ref().name()));
    for (String name : names) {
      Path lock = repository.getDirectory().toPath().resolve(name + ".lock");
      if (Files.exists(lock)) {
        return name + " could not be moved: it is locked; if no git runs there, remove " + lock;
      }
    }
    return failed.getRefName() + " could not be moved: " + failed.getResult();
  }
}
