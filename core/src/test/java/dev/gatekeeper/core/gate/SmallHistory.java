package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.history.Findings;
import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.TreeEntry;
import dev.gatekeeper.core.model.Violation.Change;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Policy.Limits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A repository of at most 64 commits without content: what a commit contains, as bits, and whose
 * files it changes, as bits of the agents' numbers. Never changed once made.
 */
final class SmallHistory implements History {
  /** The most agents; each has one file. */
  static final List<String> AGENTS = List.of("a", "b", "c");

  static final RefName MAIN = RefName.branch("main");
  private static final int MOST = Long.SIZE;
  private static final List<Oid> IDS =
      IntStream.rangeClosed(1, MOST).mapToObj(n -> new Oid("%040x".formatted(n))).toList();
  private static final List<RepoPath> PATHS =
      AGENTS.stream().map(agent -> RepoPath.of(agent + "/f")).toList();

  private final long[] within;
  private final int[] brings;
  private final Map<RefName, Oid> refs;
  private final PushBudget budget;

  SmallHistory(long[] within, int[] brings, Map<RefName, Oid> refs) {
    this(within, brings, refs, new PushBudget(Limits.DEFAULT));
  }

  private SmallHistory(long[] within, int[] brings, Map<RefName, Oid> refs, PushBudget budget) {
    this.within = within;
    this.brings = brings;
    this.refs = refs;
    this.budget = budget;
  }

  @Override
  public SmallHistory within(PushBudget limits) {
    return new SmallHistory(within, brings, refs, limits);
  }

  @Override
  public PushBudget budget() {
    return budget;
  }

  /** One with a commit that all start from. */
  static SmallHistory begun() {
    return new SmallHistory(new long[] {1}, new int[] {0}, Map.of(MAIN, id(0)));
  }

  static Oid id(int commit) {
    return IDS.get(commit);
  }

  /** The number of a commit, or -1 if it is none that there is. */
  int number(Oid id) {
    String hex = id.hex(); // asked for most of all, and ids that are none here end in 00 or ff
    int number = Character.digit(hex.charAt(38), 16) * 16 + Character.digit(hex.charAt(39), 16) - 1;
    return number < within.length ? number : -1;
  }

  int size() {
    return within.length;
  }

  /** All that a commit contains, itself included. */
  long within(int commit) {
    return within[commit];
  }

  int brings(int commit) {
    return brings[commit];
  }

  Map<RefName, Oid> refs() {
    return refs;
  }

  /** The same without the branches of agents that a policy does not name. */
  SmallHistory of(Policy policy) {
    Map<RefName, Oid> fewer = new TreeMap<>((one, other) -> one.name().compareTo(other.name()));
    refs.forEach(
        (ref, tip) -> {
          if (ref.equals(MAIN) || !policy.agentsOfBranch(ref.shortName()).isEmpty()) {
            fewer.put(ref, tip);
          }
        });
    return new SmallHistory(within, brings, fewer);
  }

  /** The same with one commit more, the last. */
  SmallHistory with(Set<Oid> parents, int bringing) {
    long[] more = Arrays.copyOf(within, within.length + 1);
    int[] bring = Arrays.copyOf(brings, brings.length + 1);
    int last = within.length;
    more[last] = bits(parents) | 1L << last;
    bring[last] = bringing;
    return new SmallHistory(more, bring, refs);
  }

  /** The same with a merge of these, the last commit: whatever contains all of them contains it. */
  SmallHistory joined(Set<Oid> parents) {
    SmallHistory with = with(parents, 0);
    long all = bits(parents);
    for (int commit = 0; commit < within.length; commit++) {
      if ((all & ~within[commit]) == 0) {
        with.within[commit] |= 1L << within.length;
      }
    }
    return with;
  }

  /** The same where a commit, and all that contain it, contain these as well. */
  SmallHistory holding(Oid of, Set<Oid> these) {
    long[] more = within.clone();
    for (int commit = 0; commit < more.length; commit++) {
      more[commit] |= (more[commit] >> number(of) & 1) != 0 ? bits(these) : 0;
    }
    return new SmallHistory(more, brings, refs);
  }

  Oid last() {
    return id(within.length - 1);
  }

  /** The same with a ref moved, made or taken away. */
  SmallHistory moved(RefName ref, Oid to) {
    Map<RefName, Oid> next = new TreeMap<>((one, other) -> one.name().compareTo(other.name()));
    next.putAll(refs);
    if (to.isZero()) {
      next.remove(ref);
    } else {
      next.put(ref, to);
    }
    return new SmallHistory(within, brings, next);
  }

  /**
   * The same where commits contain of {@code some} whatever does not bring in what matters to them.
   *
   * @param matters for each commit; those to which nothing matters stay
   */
  SmallHistory holdingMore(long some, long[] matters, Map<RefName, Oid> moved) {
    long[] more = within.clone();
    for (int commit = 0; commit < more.length; commit++) {
      for (long left = some; matters[commit] != 0 && left != 0; left &= left - 1) {
        long brought = within[Long.numberOfTrailingZeros(left)] & ~within[commit];
        more[commit] |= (brought & matters[commit]) == 0 ? brought : 0;
      }
    }
    return new SmallHistory(more, brings, moved);
  }

  /** All that any of these contains. */
  long bits(Iterable<Oid> commits) {
    long bits = 0;
    for (Oid commit : commits) {
      int number = number(commit);
      bits |= number < 0 ? 0 : within[number];
    }
    return bits;
  }

  private static List<Oid> list(long bits) {
    List<Oid> list = new ArrayList<>();
    for (long left = bits; left != 0; left &= left - 1) {
      list.add(id(Long.numberOfTrailingZeros(left)));
    }
    return list;
  }

  @Override
  public boolean contains(Oid tip, Oid ancestor) {
    int of = number(tip);
    int what = number(ancestor);
    return of >= 0 && what >= 0 && (within[of] >> what & 1) != 0;
  }

  @Override
  public Kind kind(Oid id) {
    return number(id) < 0 ? Kind.MISSING : Kind.COMMIT;
  }

  @Override
  public Oid tip(RefName ref) {
    return refs.getOrDefault(ref, Oid.ZERO);
  }

  @Override
  public List<RefName> branches() {
    return List.copyOf(refs.keySet());
  }

  @Override
  public List<RefName> below(RefName ref) {
    return List.of();
  }

  @Override
  public boolean isSymbolic(RefName ref) {
    return false;
  }

  @Override
  public void judge(
      Oid tip, Set<Oid> known, Permission permission, Policy.Contents contents, Findings findings) {
    for (Oid commit : commits(tip, known)) {
      for (RepoPath path : paths(brings[number(commit)])) {
        if (!permission.outcome(path).allowed()) {
          findings.trespass(commit, path, Change.M);
        }
      }
    }
  }

  private static List<RepoPath> paths(int agents) {
    List<RepoPath> paths = new ArrayList<>();
    for (int agent = 0; agent < PATHS.size(); agent++) {
      if ((agents >> agent & 1) != 0) {
        paths.add(PATHS.get(agent));
      }
    }
    return paths;
  }

  /** Nothing: who is honest takes others' files as they are. */
  @Override
  public void judgeState(Oid commit, Set<Oid> trusted, Permission permission, Findings findings) {}

  @Override
  public Set<Oid> reached(Set<Oid> asked, Set<Oid> known) {
    long bits = bits(known);
    Set<Oid> reached = new LinkedHashSet<>(asked);
    reached.removeIf(commit -> (bits >> number(commit) & 1) == 0);
    return reached;
  }

  @Override
  public List<Oid> commits(Oid tip, Set<Oid> known) {
    return list(bits(List.of(tip)) & ~bits(known));
  }

  @Override
  public Instant time(Oid commit) {
    return Instant.EPOCH;
  }

  @Override
  public boolean isSame(Oid one, Oid other, RepoPath path) {
    return true;
  }

  @Override
  public List<Oid> parents(Oid commit) {
    int number = number(commit);
    return list(youngest(within[number] & ~(1L << number)));
  }

  @Override
  public Oid tree(Oid commit) {
    return commit;
  }

  @Override
  public List<byte[]> file(Oid commit, RepoPath path) {
    return List.of();
  }

  /** Of another tree if the work changes a file that is one's own. */
  @Override
  public Merge merge(Oid onto, Oid work, Permission own) {
    boolean changes = false;
    for (Oid commit : commits(work, Set.of(onto))) {
      for (RepoPath path : paths(brings[number(commit)])) {
        changes |= own.outcome(path).allowed();
      }
    }
    return new Merge(changes ? work : onto, List.of(), List.of(), List.of(), false);
  }

  @Override
  public SortedMap<RepoPath, String> strayLinks(Oid commit, Function<RepoPath, Permission> whose) {
    return new TreeMap<>();
  }

  @Override
  public boolean bringsBeyond(Oid commit) {
    return true;
  }

  @Override
  public long incomingBytes() {
    return 0;
  }

  @Override
  public List<Oid> bases(Oid tip, Set<Oid> known) {
    long shared = bits(List.of(tip)) & bits(known);
    return list(youngest(shared));
  }

  /** Those of these commits that none of the others contains. */
  long youngest(long commits) {
    long youngest = commits;
    for (Oid commit : list(commits)) {
      int number = number(commit);
      youngest &= ~(within[number] & ~(1L << number));
    }
    return youngest;
  }

  /** Those of these that none of the others contains, in their order. */
  List<Oid> youngest(List<Oid> commits) {
    long bits = 0;
    for (Oid commit : commits) {
      bits |= number(commit) < 0 ? 0 : 1L << number(commit);
    }
    long youngest = youngest(bits);
    return commits.stream()
        .distinct()
        .filter(commit -> number(commit) >= 0 && (youngest >> number(commit) & 1) != 0)
        .toList();
  }

  @Override
  public List<RepoPath> changed(List<Oid> from, Oid to, int limit) {
    return List.of();
  }

  @Override
  public Map<RepoPath, TreeEntry> entries(List<Oid> in, Set<RepoPath> paths) {
    return Map.of();
  }

  @Override
  public void changes(List<Oid> of, Oid commit, Changes found) {}

  /** Commits have no files to put back here: what is refused is answered in words. */
  @Override
  public Edited judgeEdited(
      List<Oid> parents,
      Oid tip,
      Map<RepoPath, TreeEntry> edits,
      Permission permission,
      Policy.Contents contents,
      Findings findings) {
    return new Edited(tip, true);
  }

  @Override
  public String author(Oid commit) {
    return commit.hex();
  }

  @Override
  public Likeness likeness(TreeEntry one, TreeEntry other) {
    return Likeness.NONE;
  }

  @Override
  public boolean holdsOf(TreeEntry entry, TreeEntry source, List<TreeEntry> others) {
    return false;
  }
}
