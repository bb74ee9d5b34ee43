package dev.gatekeeper.core.store;

import dev.gatekeeper.core.git.IncompleteHistory;
import dev.gatekeeper.core.git.OpenRepository;
import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.Event.Entry;
import dev.gatekeeper.core.ledger.Event.Evidence;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.model.Oid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** The ledger from its last event to its first, to read or check all of it. */
public final class LedgerChain implements AutoCloseable {
  private static final int LARGEST = 16 << 20;

  private final Repository repository;
  private final RevWalk walk;
  private final Optional<ObjectId> tip;

  private LedgerChain(Repository repository, Optional<ObjectId> tip) {
    this.repository = repository;
    this.walk = new RevWalk(repository);
    this.tip = tip;
  }

  public record CommittedEvent(Oid commit, Entry entry) {}

  public static LedgerChain open(Path gitDirectory) throws IOException {
    Repository repository = OpenRepository.settled(gitDirectory);
    try {
      return new LedgerChain(repository, tip(repository));
    } catch (IOException | RuntimeException e) {
      repository.close();
      throw e;
    }
  }

  private static Optional<ObjectId> tip(Repository repository) throws IOException {
    Ref ref = repository.exactRef(Ledger.REF.name());
    return ref == null ? Optional.empty() : Optional.ofNullable(ref.getObjectId());
  }

  @Override
  public void close() {
    walk.close();
    repository.close();
  }

  /**
   * Reads from the newest event on.
   *
   * @param reader says whether to go on to the one before
   */
  public void newestFirst(IoStreams.Question<CommittedEvent, Boolean> reader) throws IOException {
    Optional<ObjectId> next = tip;
    while (next.isPresent()) {
      RevCommit commit = walk.parseCommit(next.get());
      Oid id = new Oid(commit.name());
      Entry entry = EventJson.read(Ledger.where(id, Ledger.EVENT), file(commit, Ledger.EVENT));
      if (!reader.of(new CommittedEvent(id, entry))) {
        return;
      }
      next = before(commit);
      commit.disposeBody();
    }
  }

  /** The commit of the event before; none for the first. */
  private Optional<ObjectId> before(RevCommit commit) throws IOException {
    if (walk.getObjectReader().getShallowCommits().contains(commit)) {
      throw IncompleteHistory.shallow(commit);
    }
    return commit.getParentCount() == 0
        ? Optional.empty()
        : Optional.of(commit.getParent(0).copy());
  }

  /** The output that an event keeps under that name, or nothing. */
  public Optional<byte[]> log(Oid event, String name) throws IOException {
    RevCommit commit = walk.parseCommit(ObjectId.fromString(event.hex()));
    try (TreeWalk found =
        TreeWalk.forPath(repository, Ledger.LOGS + "/" + name, commit.getTree())) {
      return found == null
          ? Optional.empty()
          : Optional.of(repository.open(found.getObjectId(0)).getCachedBytes(LARGEST));
    }
  }

  /**
   * What came of looking at all of it.
   *
   * @param events how many there are
   */
  public record Verification(long events, List<String> problems) {
    public Verification {
      problems = List.copyOf(problems);
    }
  }

  /** Looks at every event, and whether the chain ends where the gate has put it. */
  public static Verification examine(GatekeeperFolder folder) throws IOException {
    while (true) {
      try (LedgerChain chain = open(folder.gitDirectory())) {
        Oid tip = chain.tip.map(id -> new Oid(id.name())).orElse(Oid.ZERO);
        Optional<String> displaced = new Ledger(folder).displaced(tip);
        if (displaced.isPresent() && chain.hasMovedOn()) {
          continue; // the gate moved it between the looks at both
        }
        List<String> problems = new ArrayList<>(displaced.stream().toList());
        problems.addAll(chain.problems());
        return new Verification(chain.line(new ArrayList<>()).size(), problems);
      }
    }
  }

  private boolean hasMovedOn() throws IOException {
    return !tip.equals(tip(repository));
  }

  /**
   * What is wrong with the chain: every event has its number, one parent, the files that belong to
   * it, and the state that follows from the state before. Nothing if all is well.
   */
  public List<String> problems() throws IOException {
    List<String> problems = new ArrayList<>();
    List<ObjectId> line = line(problems);
    LedgerState state = LedgerState.EMPTY;
    for (ObjectId id : line) {
      String where = "event " + (state.events() + 1) + " (" + id.abbreviate(7).name() + "): ";
      try {
        state = follow(state, walk.parseCommit(id));
      } catch (MissingObjectException | IncorrectObjectTypeException | CorruptObjectException e) {
        problems.add(where + "can't be read: " + e.getMessage());
        return problems;
      } catch (IOException | IllegalArgumentException e) {
        problems.add(where + e.getMessage());
        return problems;
      }
    }
    return problems;
  }

  /** The commits of the chain, oldest first. */
  private List<ObjectId> line(List<String> problems) throws IOException {
    List<ObjectId> line = new ArrayList<>();
    Optional<ObjectId> next = tip;
    while (next.isPresent()) {
      line.add(next.get());
      try {
        RevCommit commit = walk.parseCommit(next.get());
        if (commit.getParentCount() > 1) {
          problems.add(commit.abbreviate(7).name() + " has more than one parent");
        }
        next = before(commit);
        commit.disposeBody();
      } catch (MissingObjectException | IncorrectObjectTypeException | CorruptObjectException e) {
        problems.add(next.get().abbreviate(7).name() + " can't be read: " + e.getMessage());
        next = Optional.empty();
      }
    }
    Collections.reverse(line);
    return line;
  }

  private LedgerState follow(LedgerState before, RevCommit commit) throws IOException {
    Entry entry = EventJson.read(Ledger.EVENT, file(commit, Ledger.EVENT));
    LedgerState after = before.after(entry);
    String written = new String(file(commit, Ledger.STATE), StandardCharsets.UTF_8);
    if (!written.equals(StateJson.write(after) + "\n")) {
      throw new IOException("its state is not what follows from the events");
    }
    Set<String> expected = new TreeSet<>(Set.of(Ledger.EVENT, Ledger.STATE));
    logs(entry.event()).forEach(name -> expected.add(Ledger.LOGS + "/" + name));
    Set<String> found = files(commit);
    if (!found.equals(expected)) {
      throw new IOException("it holds " + found + " instead of " + expected);
    }
    return after;
  }

  /** The names of the files of output that belong to an event, in the order of its checks. */
  static List<String> logs(Event event) {
    return evidence(event).stream().map(Evidence::log).filter(name -> !name.isEmpty()).toList();
  }

  /** What checks have shown, in their order; nothing if the event is of none. */
  public static List<Evidence> evidence(Event event) {
    return event instanceof Event.OfChecks checked ? checked.evidence() : List.of();
  }

  private Set<String> files(RevCommit commit) throws IOException {
    Set<String> files = new TreeSet<>();
    try (TreeWalk tree = new TreeWalk(repository)) {
      tree.addTree(commit.getTree());
      tree.setRecursive(true);
      while (tree.next()) {
        boolean plain = tree.getFileMode(0).equals(FileMode.REGULAR_FILE);
        files.add(plain ? tree.getPathString() : tree.getPathString() + " (not a plain file)");
      }
    }
    return files;
  }

  private byte[] file(RevCommit commit, String name) throws IOException {
    try (TreeWalk found = TreeWalk.forPath(repository, name, commit.getTree())) {
      if (found == null) {
        throw new IOException("there is no " + name);
      }
      return repository.open(found.getObjectId(0)).getCachedBytes(LARGEST);
    }
  }
}
