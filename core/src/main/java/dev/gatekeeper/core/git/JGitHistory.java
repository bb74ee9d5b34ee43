package dev.gatekeeper.core.git;

import dev.gatekeeper.core.git.Folder.Entry;
import dev.gatekeeper.core.history.Budget;
import dev.gatekeeper.core.history.Findings;
import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.Trees;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.FsckId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.TreeEntry;
import dev.gatekeeper.core.model.Violation.Change;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.file.Pack;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.util.RawParseUtils;

/** A repository's history as the gate asks for it, read with JGit. For one thread, and one push. */
public final class JGitHistory implements History, AutoCloseable {
  private static final Limits UNLIMITED =
      new Limits(
          Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofHours(1), Long.MAX_VALUE, Long.MAX_VALUE);

  private static final Pattern LOOSE = Pattern.compile("[0-9a-f]{2}/[0-9a-f]{38}");

  /** From so many commits on it pays to read their history in one go. */
  private static final int MANY = 64;

  private final Repository settled;
  private final Repository repository;
  private final IncomingObjects incoming;
  private final ObjectReader reader;
  private final ObjectReader settledReader;
  private final RevWalk walk;
  private final String tracking;
  private final Likenesses likenesses;
  private final Map<RefName, Oid> assumed;
  private final Budget budget;
  private final Ancestry ancestry;

  private JGitHistory(Repository settled, Repository repository, IncomingObjects incoming)
      throws IOException {
    this.settled = settled;
    this.repository = repository;
    this.incoming = incoming;
    this.reader = WholeReader.of(repository);
    this.settledReader = settled.newObjectReader();
    this.walk = new RevWalk(reader);
    this.tracking = settled.isBare() ? "" : Tracking.of(settled).prefix();
    this.likenesses = new Likenesses(reader);
    this.assumed = new HashMap<>();
    this.budget = new Budget(UNLIMITED);
    this.ancestry = new Ancestry(walk, budget);
    walk.setRetainBody(false);
  }

  private JGitHistory(JGitHistory of, Budget budget) {
    this.settled = of.settled;
    this.repository = of.repository;
    this.incoming = of.incoming;
    this.reader = of.reader;
    this.settledReader = of.settledReader;
    this.walk = of.walk;
    this.tracking = of.tracking;
    this.likenesses = of.likenesses;
    this.assumed = of.assumed;
    this.budget = budget;
    this.ancestry = of.ancestry.within(budget);
  }

  /**
   * Opens the history of the repository in that git directory, the objects of a push included, and
   * bound to no limits yet.
   */
  public static JGitHistory open(Path gitDirectory, IncomingObjects incoming) throws IOException {
    Repository settled = OpenRepository.settled(gitDirectory);
    try {
      return new JGitHistory(settled, OpenRepository.with(gitDirectory, incoming), incoming);
    } catch (IOException | RuntimeException e) {
      settled.close();
      throw e;
    }
  }

  /**
   * From now on takes the refs to be where this push takes them to be, for a push that is not made.
   */
  public void assume(Push push) {
    push.updates().forEach(update -> assumed.put(update.ref(), update.before()));
  }

  /** From now on takes these refs to be there, whatever the repository has. */
  public void assume(Map<RefName, Oid> refs) {
    assumed.putAll(refs);
  }

  @Override
  public void close() {
    walk.close();
    reader.close();
    settledReader.close();
    repository.close();
    settled.close();
  }

  @Override
  public JGitHistory within(Budget limits) {
    return new JGitHistory(this, limits);
  }

  @Override
  public Budget budget() {
    return budget;
  }

  static ObjectId id(Oid oid) {
    return ObjectId.fromString(oid.hex());
  }

  private static Oid oid(ObjectId id) {
    return new Oid(id.name());
  }

  @Override
  public Kind kind(Oid oid) throws IOException {
    try {
      RevObject object = walk.parseAny(id(oid));
      if (object instanceof RevCommit) {
        return Kind.COMMIT;
      }
      return object instanceof RevTag && walk.peel(object) instanceof RevCommit
          ? Kind.TAG_OF_COMMIT
          : Kind.OTHER;
    } catch (MissingObjectException e) {
      return Kind.MISSING;
    } catch (CorruptObjectException
        | IncorrectObjectTypeException
        | IllegalArgumentException
        | IndexOutOfBoundsException e) {
      return Kind.OTHER; // the latter two are what JGit's parser throws of a malformed object
    }
  }

  /**
   * In a working copy what was last fetched from the remote counts, since the copy's own branch may
   * lag behind or be ahead.
   */
  @Override
  public Oid tip(RefName ref) throws IOException {
    if (assumed.containsKey(ref)) {
      return assumed.get(ref);
    }
    Ref found = settled.isBare() ? null : settled.exactRef(tracking + ref.shortName());
    if (found == null) {
      found = settled.exactRef(ref.name());
    }
    return found == null || found.getObjectId() == null ? Oid.ZERO : oid(found.getObjectId());
  }

  @Override
  public List<RefName> branches() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String prefix :
        settled.isBare() ? List.of(Constants.R_HEADS) : List.of(Constants.R_HEADS, tracking)) {
      for (Ref ref : settled.getRefDatabase().getRefsByPrefix(prefix)) {
        if (!ref.isSymbolic() && ref.getObjectId() != null) {
          names.add(ref.getName().substring(prefix.length()));
        }
      }
    }
    return names.stream().map(RefName::branch).toList();
  }

  @Override
  public List<RefName> below(RefName ref) throws IOException {
    return settled.getRefDatabase().getRefsByPrefix(ref + "/").stream()
        .map(r -> new RefName(r.getName()))
        .toList();
  }

  @Override
  public boolean isSymbolic(RefName ref) throws IOException {
    Ref found = settled.exactRef(ref.name());
    return found != null && found.isSymbolic();
  }

  @Override
  public boolean contains(Oid tip, Oid ancestor) throws IOException {
    boolean contains = ancestry.contains(commit(tip), commit(ancestor));
    if (!contains) {
      end().above(List.of(commit(ancestor)), List.of(commit(tip)));
    }
    return contains;
  }

  /** Where a shallow clone ends. */
  private HistoryEnd end() throws IOException {
    return new HistoryEnd(ancestry, reader.getShallowCommits());
  }

  /** The commit that an id names, by way of tags. */
  private RevCommit commit(Oid oid) throws IOException {
    return walk.parseCommit(id(oid));
  }

  @Override
  public void judge(
      Oid tip, Set<Oid> known, Permission permission, boolean submodules, Findings findings)
      throws IOException {
    try {
      judgeTags(id(tip), findings);
      RevCommit pushed = ancestry.commit(id(tip));
      Newness newness = new Newness(ancestry, settledReader, commits(known));
      List<RevCommit> commits =
          isOld(pushed, known) ? List.of() : newness.commits(pushed, budget.limits().commits());
      end().fresh(commits, pushed, commits(known));
      budget.spendCommits(commits.size());
      Ancestry parents =
          commits.size() >= MANY ? ancestry.charted(pushed, 2L * commits.size()) : ancestry;
      CommitJudge judge = new CommitJudge(reader, parents, permission, submodules, budget);
      for (RevCommit commit : commits) {
        judge.judge(commit, new Newness.OnlyNew(newness, commit, findings));
      }
    } catch (MissingObjectException
        | IncorrectObjectTypeException
        | CorruptObjectException
        | IllegalArgumentException
        | IndexOutOfBoundsException e) {
      // the latter two are what JGit's parser throws of a malformed object
      findings.commit(Code.BAD_OBJECT, tip, "what it reaches can't be read: " + e.getMessage());
    }
  }

  /** Whether nothing is new, beyond doubt: it was there before, and a known commit reaches it. */
  private boolean isOld(RevCommit pushed, Set<Oid> known) throws IOException {
    return settledReader.has(pushed) && !reached(Set.of(oid(pushed)), known).isEmpty();
  }

  /** What a tag names is a commit, or another tag. */
  private void judgeTags(ObjectId tip, Findings findings) throws IOException {
    RevObject object = walk.parseAny(tip);
    while (object instanceof RevTag tag) {
      budget.checkTime();
      byte[] content = TreeStore.bytes(reader.open(tag, Constants.OBJ_TAG), tag, budget);
      for (TreeFsck.FsckFault fault : HeaderFsck.ofTag(content)) {
        findings.fsck(fault.id(), oid(tag), fault.detail());
      }
      object = walk.parseAny(tag.getObject());
    }
  }

  @Override
  public void judgeState(Oid commit, Set<Oid> trusted, Permission permission, Findings findings)
      throws IOException {
    RevCommit found = commit(commit);
    List<RevCommit> foundations = new ArrayList<>();
    Set<ObjectId> sides = commits(trusted);
    sides.add(found);
    end().shared(sides);
    for (Oid oid : trusted) {
      foundations.addAll(ancestry.mergeBases(List.of(commit(oid)), found));
    }
    Folder expected =
        new Expectation(ancestry)
            .ofMergingAll(ancestry.withoutRedundant(new LinkedHashSet<>(foundations)));
    TreeStore trees = new TreeStore(reader, budget.onceMore());
    CommitJudge.BlobCheck blobs = new CommitJudge.BlobCheck(reader, budget);
    List<EffectWalk.Link> unused =
        new EffectWalk(
                trees,
                blobs,
                new TreeFsck(reader, trees),
                permission,
                true,
                ofState(findings),
                commit)
            .walk(expected, Folder.of(found.getTree().copy()), List.of());
  }

  /** What is in the trees has been looked at with the commits that brought it. */
  private static Findings ofState(Findings findings) {
    return new Findings() {
      @Override
      public void trespass(Oid commit, RepoPath path, Change change) {
        findings.trespass(commit, path, change);
      }

      @Override
      public void fsck(FsckId id, Oid of, String detail) {}

      @Override
      public void commit(Code code, Oid commit, String detail) {
        findings.commit(code, commit, detail);
      }
    };
  }

  @Override
  public List<Oid> commits(Oid tip, Set<Oid> known) throws IOException {
    Newness newness = new Newness(ancestry, settledReader, commits(known));
    List<Oid> commits = new ArrayList<>();
    List<RevCommit> fresh = newness.commits(ancestry.commit(id(tip)), 0);
    end().fresh(fresh, id(tip), commits(known));
    for (RevCommit commit : fresh) {
      commits.add(oid(commit));
    }
    return commits;
  }

  @Override
  public Instant time(Oid commit) throws IOException {
    return Instant.ofEpochSecond(commit(commit).getCommitTime());
  }

  @Override
  public Set<Oid> reached(Set<Oid> asked, Set<Oid> known) throws IOException {
    Set<Oid> reached = new HashSet<>();
    if (asked.size() < MANY) {
      for (Oid oid : asked) {
        for (Oid from : known) {
          if (!reached.contains(oid) && contains(from, oid)) {
            reached.add(oid);
          }
        }
      }
      return reached;
    }
    Set<ObjectId> all = ancestry.closure(commits(known));
    for (Oid oid : asked) {
      if (all.contains(commit(oid))) {
        reached.add(oid);
      } else {
        end().above(List.of(commit(oid)), commits(known));
      }
    }
    return reached;
  }

  @Override
  public boolean isSame(Oid one, Oid other, RepoPath path) throws IOException {
    TreeStore trees = new TreeStore(reader, new Budget(UNLIMITED));
    return entry(trees, Folder.of(commit(one).getTree()), path.bytes(), 0)
        .equals(entry(trees, Folder.of(commit(other).getTree()), path.bytes(), 0));
  }

  @Override
  public List<Oid> parents(Oid commit) throws IOException {
    if (reader.getShallowCommits().contains(id(commit))) {
      throw IncompleteHistory.shallow(id(commit));
    }
    return Stream.of(commit(commit).getParents()).map(JGitHistory::oid).toList();
  }

  @Override
  public Oid tree(Oid commit) throws IOException {
    return oid(commit(commit).getTree());
  }

  private Set<ObjectId> commits(Collection<Oid> oids) throws IOException {
    Set<ObjectId> commits = new LinkedHashSet<>();
    for (Oid oid : oids) {
      commits.add(commit(oid));
    }
    return commits;
  }

  @Override
  public List<byte[]> file(Oid commit, RepoPath path) throws IOException {
    TreeStore trees = new TreeStore(reader, new Budget(UNLIMITED));
    Entry entry = entry(trees, Folder.of(commit(commit).getTree()), path.bytes(), 0);
    boolean isFile = entry.isThere() && !entry.isLink() && !entry.isSubmodule();
    return isFile
        ? List.of(reader.open(entry.id(), Constants.OBJ_BLOB).getCachedBytes(16 << 20))
        : List.of();
  }

  /** The first of the paths that is a folder in a commit, if one is. */
  public Optional<RepoPath> firstFolder(Oid commit, List<RepoPath> paths) throws IOException {
    TreeStore trees = new TreeStore(reader, new Budget(UNLIMITED));
    Folder root = Folder.of(commit(commit).getTree());
    for (RepoPath path : paths) {
      if (isFolder(trees, root, path.bytes())) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }

  private static boolean isFolder(TreeStore trees, Folder root, byte[] path) throws IOException {
    Folder folder = root;
    for (int from = 0, to; from < path.length; from = to + 1) {
      to = from;
      while (to < path.length && path[to] != '/') {
        to++;
      }
      Listing list = folder.list(trees);
      int i = list.find(path, from, to - from);
      if (i < 0 || list.entry(i).isThere()) {
        return false;
      }
      folder = list.folder(i);
    }
    return true;
  }

  private static Entry entry(TreeStore trees, Folder folder, byte[] path, int from)
      throws IOException {
    int end = from;
    while (end < path.length && path[end] != '/') {
      end++;
    }
    Listing list = folder.list(trees);
    int i = list.find(path, from, end - from);
    if (i < 0) {
      return Entry.NONE;
    }
    return end == path.length ? list.entry(i) : entry(trees, list.folder(i), path, end + 1);
  }

  @Override
  public SortedMap<RepoPath, String> strayLinks(Oid commit, Function<RepoPath, Permission> whose)
      throws IOException {
    TreeStore trees = new TreeStore(reader, budget);
    ObjectId root = commit(commit).getTree().copy();
    Map<Permission, LinkResolver> resolvers = new HashMap<>();
    SortedMap<RepoPath, String> stray = new TreeMap<>();
    for (var link : LinkResolver.LinkSearch.in(Folder.of(root), trees).entrySet()) {
      String fault =
          resolvers
              .computeIfAbsent(
                  whose.apply(link.getKey()),
                  permission -> new LinkResolver(reader, trees, permission, root))
              .fault(link.getKey(), link.getValue());
      if (!fault.isEmpty()) {
        stray.put(link.getKey(), fault);
      }
    }
    return stray;
  }

  @Override
  public long incomingBytes() throws IOException {
    long bytes = 0;
    for (Path directory : incoming.quarantine()) {
      try (Stream<Path> files = Files.walk(directory)) {
        bytes += files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum();
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
    return bytes;
  }

  @Override
  public boolean bringsBeyond(Oid commit) throws IOException {
    Set<ObjectId> left = incomingIds();
    Set<RevCommit> seen = new LinkedHashSet<>();
    Set<RevCommit> ends = new LinkedHashSet<>();
    Set<ObjectId> whole = new HashSet<>();
    try (RevWalk commits = new RevWalk(settledReader);
        TreeWalk tree = new TreeWalk(settledReader)) {
      Deque<RevCommit> open = new ArrayDeque<>(List.of(commits.parseCommit(id(commit))));
      while (!open.isEmpty() && !left.isEmpty()) {
        budget.checkTime();
        RevCommit next = commits.parseCommit(open.remove());
        if (!seen.add(next)) {
          continue;
        }
        if (left.remove(next)) {
          open.addAll(List.of(next.getParents()));
          // git sends nothing without the tree that it is in, so that the walk ends with what came
          takeTree(tree, next.getTree(), left, left::contains);
        } else {
          ends.add(next);
        }
      }
      for (RevCommit end : ends) { // of these are the bases of deltas
        budget.checkTime();
        takeTree(tree, end.getTree(), left, whole::add);
      }
    }
    return !left.isEmpty();
  }

  /** Takes what is in a tree, and in those below it that are to be entered. */
  private static void takeTree(
      TreeWalk tree, ObjectId root, Set<ObjectId> left, Predicate<ObjectId> enters)
      throws IOException {
    if (left.isEmpty() || !enters.test(root)) {
      return;
    }
    left.remove(root);
    tree.reset(root);
    while (tree.next()) {
      ObjectId id = tree.getObjectId(0);
      if (FileMode.GITLINK.equals(tree.getRawMode(0))) {
        continue; // names a commit elsewhere
      }
      if (tree.isSubtree() && enters.test(id)) {
        tree.enterSubtree();
      }
      left.remove(id);
    }
  }

  /** The ids of all that the push brought, in packs or one by one. */
  private Set<ObjectId> incomingIds() throws IOException {
    Set<ObjectId> ids = new HashSet<>();
    for (Path directory : incoming.quarantine()) {
      try (Repository brought =
              OpenRepository.quarantine(settled.getDirectory().toPath(), directory);
          Stream<Path> files = Files.walk(directory, 2)) {
        for (Pack pack : ((FileRepository) brought).getObjectDatabase().getPacks()) {
          pack.forEach(entry -> ids.add(entry.toObjectId()));
        }
        files
            .map(file -> directory.relativize(file).toString())
            .filter(name -> LOOSE.matcher(name).matches())
            .forEach(name -> ids.add(ObjectId.fromString(name.replace("/", ""))));
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
    return ids;
  }

  @Override
  public List<Oid> bases(Oid tip, Set<Oid> known) throws IOException {
    RevCommit pushed = commit(tip);
    Set<RevCommit> shared = new LinkedHashSet<>();
    for (Oid oid : known) {
      end().shared(List.of(pushed, commit(oid)));
      shared.addAll(ancestry.mergeBases(List.of(commit(oid)), pushed));
    }
    return ancestry.withoutRedundant(shared).stream().map(JGitHistory::oid).toList();
  }

  @Override
  public List<RepoPath> changed(List<Oid> from, Oid to, int limit) throws IOException {
    TreeStore trees = new TreeStore(reader, budget);
    List<RepoPath> paths = new ArrayList<>();
    Difference difference =
        new Difference(
            trees,
            (path, before, after) -> {
              if (paths.size() < limit) {
                paths.add(path);
              }
            },
            () -> paths.size() >= limit);
    difference.walk(expected(from), folder(to));
    return paths;
  }

  @Override
  public Map<RepoPath, TreeEntry> entries(List<Oid> in, Set<RepoPath> paths) throws IOException {
    TreeStore trees = new TreeStore(reader, budget);
    Folder root = expected(in);
    Map<RepoPath, TreeEntry> entries = new TreeMap<>();
    for (RepoPath path : paths) {
      Entry entry = entry(trees, root, path.bytes(), 0);
      if (!entry.isConflict()) {
        entries.put(path, entry(entry));
      }
    }
    return entries;
  }

  private static TreeEntry entry(Entry entry) {
    return entry.isThere() ? new TreeEntry(entry.mode(), oid(entry.id())) : TreeEntry.NONE;
  }

  @Override
  public void changes(List<Oid> of, Oid commit, Changes found) throws IOException {
    TreeStore trees = new TreeStore(reader, budget);
    Map<RepoPath, List<TreeEntry>> before = new TreeMap<>();
    Map<RepoPath, TreeEntry> after = new HashMap<>();
    List<Folder> folders = new ArrayList<>(of.isEmpty() ? List.of(Folder.EMPTY) : List.of());
    for (Oid one : of) {
      folders.add(folder(one));
    }
    for (Folder folder : folders) {
      new Difference(
              trees,
              (path, from, to) -> {
                before.computeIfAbsent(path, p -> new ArrayList<>()).add(entry(from));
                after.put(path, entry(to));
              })
          .walk(folder, folder(commit));
    }
    before.values().removeIf(entries -> entries.size() < folders.size());
    before.forEach(
        (path, entries) -> found.changed(path, entries, after.getOrDefault(path, TreeEntry.NONE)));
  }

  @Override
  public Edited judgeEdited(
      List<Oid> parents,
      Oid tip,
      Map<RepoPath, TreeEntry> edits,
      Permission permission,
      boolean submodules,
      Findings findings)
      throws IOException {
    Map<RepoPath, Entry> entries = new HashMap<>();
    edits.forEach((path, entry) -> entries.put(path, entry(entry)));
    List<Folder> before = new ArrayList<>();
    for (Oid parent : parents) {
      before.add(folder(parent));
    }
    try (MadeObjects objects = new MadeObjects(reader)) {
      TreeEdit edit = new TreeEdit(new TreeStore(objects, budget), objects::tree);
      ObjectId tree = edit.apply(commit(tip).getTree().copy(), entries);
      new CommitJudge(objects, ancestry, permission, submodules, budget)
          .judge(tip, tree, expected(parents), before, findings);
      return new Edited(oid(tree), edit.isDisplacing());
    }
  }

  private static Entry entry(TreeEntry entry) {
    return entry.isThere() ? new Entry(entry.mode(), id(entry.id())) : Entry.NONE;
  }

  @Override
  public String author(Oid commit) throws IOException {
    byte[] raw = reader.open(id(commit), Constants.OBJ_COMMIT).getCachedBytes();
    int start = RawParseUtils.author(raw, 0);
    return start < 0
        ? ""
        : new String(
            raw, start, RawParseUtils.nextLF(raw, start) - start, StandardCharsets.ISO_8859_1);
  }

  @Override
  public Trees.Likeness likeness(TreeEntry one, TreeEntry other) throws IOException {
    return likenesses.of(one, other);
  }

  @Override
  public boolean holdsOf(TreeEntry entry, TreeEntry source, List<TreeEntry> others)
      throws IOException {
    return likenesses.holdsOf(entry, source, others);
  }

  @Override
  public Merge merge(Oid onto, Oid work, Permission own) throws IOException {
    try (ObjectInserter unstored = new ObjectInserter.Formatter()) {
      return merge(
          onto,
          expected(List.of(onto, work)),
          own,
          content -> unstored.idFor(Constants.OBJ_TREE, content));
    }
  }

  /** The same, and stores its tree. */
  public Merge storeMerge(Oid onto, Oid work, Permission own) throws IOException {
    return store(onto, expected(List.of(onto, work)), own);
  }

  /**
   * Takes back in {@code onto} what has changed from {@code before} to {@code after}, and stores
   * the tree of it. A conflict is what {@code onto} has otherwise than both.
   */
  public Merge storeUndone(Oid onto, Oid before, Oid after, Permission own) throws IOException {
    Folder wanted = Folder.merged(() -> folder(after), folder(onto), folder(before));
    return store(onto, wanted, own);
  }

  private Merge store(Oid onto, Folder wanted, Permission own) throws IOException {
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      Merge merge =
          merge(onto, wanted, own, content -> inserter.insert(Constants.OBJ_TREE, content));
      inserter.flush();
      return merge;
    }
  }

  private Merge merge(Oid onto, Folder wanted, Permission own, OwnMerge.Sink made)
      throws IOException {
    return new OwnMerge(new TreeStore(reader, budget), own, made).merge(folder(onto), wanted);
  }

  private Folder folder(Oid commit) throws IOException {
    return Folder.of(commit(commit).getTree().copy());
  }

  private Folder expected(List<Oid> of) throws IOException {
    if (of.size() == 1) {
      return Folder.of(commit(of.get(0)).getTree());
    }
    end().shared(List.of(commit(of.get(0)), commit(of.get(1))));
    return new Expectation(ancestry).ofMerging(commit(of.get(0)), commit(of.get(1)));
  }
}
