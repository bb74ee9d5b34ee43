package dev.gatekeeper.core.git;

import dev.gatekeeper.core.git.Folder.Entry;
import dev.gatekeeper.core.history.Findings;
import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.history.PushBudget;
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
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Policy.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;

/**
 * The history of a repository, read with JGit: the contents of commits, judged and merged. For one
 * thread, and one push.
 */
public final class JGitHistory extends JGitCommits implements History, AutoCloseable {
  private static final Limits UNLIMITED =
      new Limits(
          Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofHours(1), Long.MAX_VALUE, Long.MAX_VALUE);

  private final IncomingObjects incoming;
  private final RenameSimilarity likenesses;

  private JGitHistory(
      Opened opened,
      IncomingObjects incoming,
      RenameSimilarity likenesses,
      Optional<PushBudget> budget) {
    super(opened, budget);
    this.incoming = incoming;
    this.likenesses = likenesses;
  }

  /** Opens the history of the repository in that git directory, without a push. */
  public static JGitHistory open(Path gitDirectory) throws IOException {
    return open(gitDirectory, IncomingObjects.NONE);
  }

  /**
   * Opens the history of the repository in that git directory, the objects of a push included. Refs
   * and single files can be read; everything else only {@link #within} limits, and throws without.
   */
  public static JGitHistory open(Path gitDirectory, IncomingObjects incoming) throws IOException {
    Opened opened = Opened.of(gitDirectory, incoming);
    return new JGitHistory(
        opened, incoming, new RenameSimilarity(opened.reader()), Optional.empty());
  }

  /**
   * From now on takes the refs to be where this push takes them to be, for a push that is not made.
   */
  public void assume(Push push) {
    push.updates().forEach(update -> opened.assumed().put(update.ref(), update.before()));
  }

  /** From now on takes these refs to be there, whatever the repository has. */
  public void assume(Map<RefName, Oid> refs) {
    opened.assumed().putAll(refs);
  }

  @Override
  public void close() {
    opened.close();
  }

  @Override
  public JGitHistory within(PushBudget limits) {
    return new JGitHistory(opened, incoming, likenesses, Optional.of(limits));
  }

  @Override
  public void judge(
      Oid tip, Set<Oid> known, Permission permission, Policy.Contents contents, Findings findings)
      throws IOException {
    try {
      judgeTags(id(tip), findings);
      RevCommit pushed = ancestry().commit(id(tip));
      NewCommits newness = new NewCommits(ancestry(), opened.settledReader(), commits(known));
      List<RevCommit> commits =
          isOld(pushed, known) ? List.of() : newness.commits(pushed, budget().limits().commits());
      end().fresh(commits, pushed, commits(known));
      budget().spendCommits(commits.size());
      Ancestry parents =
          commits.size() >= MANY ? ancestry().charted(pushed, 2L * commits.size()) : ancestry();
      CommitJudge judge = new CommitJudge(opened.reader(), parents, permission, contents, budget());
      for (RevCommit commit : commits) {
        judge.judge(commit, newness.ifNew(commit, findings));
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
    return opened.settledReader().has(pushed) && !reached(Set.of(oid(pushed)), known).isEmpty();
  }

  /** What a tag names is a commit, or another tag. */
  private void judgeTags(ObjectId tip, Findings findings) throws IOException {
    RevObject object = opened.walk().parseAny(tip);
    while (object instanceof RevTag tag) {
      budget().checkTime();
      byte[] content = TreeStore.bytes(opened.reader().open(tag, Constants.OBJ_TAG), tag, budget());
      for (TreeFsck.FsckFault fault : HeaderFsck.ofTag(content)) {
        findings.fsck(fault.id(), oid(tag), fault.detail());
      }
      object = opened.walk().parseAny(tag.getObject());
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
      foundations.addAll(ancestry().mergeBases(List.of(commit(oid)), found));
    }
    Folder expected =
        new ExpectedEntry(ancestry())
            .ofMergingAll(ancestry().withoutRedundant(new LinkedHashSet<>(foundations)));
    TreeStore trees = new TreeStore(opened.reader(), budget().onceMore());
    CommitJudge.BlobCheck blobs = new CommitJudge.BlobCheck(opened.reader(), budget());
    List<EffectWalk.Link> unused =
        new EffectWalk(
                trees,
                blobs,
                new TreeFsck(opened.reader(), trees),
                permission,
                Policy.Contents.ANY,
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
  public boolean isSame(Oid one, Oid other, RepoPath path) throws IOException {
    TreeStore trees = unlimited();
    return trees.entry(folder(one), path).equals(trees.entry(folder(other), path));
  }

  @Override
  public Oid tree(Oid commit) throws IOException {
    return oid(commit(commit).getTree());
  }

  @Override
  public List<byte[]> file(Oid commit, RepoPath path) throws IOException {
    TreeStore trees = unlimited();
    Entry entry = trees.entry(folder(commit), path);
    if (!entry.isThere() || entry.isLink() || entry.isSubmodule()) {
      return List.of();
    }
    return List.of(opened.reader().open(entry.id(), Constants.OBJ_BLOB).getCachedBytes(16 << 20));
  }

  /** The first of the paths that is a folder in a commit, if one is. */
  public Optional<RepoPath> firstFolder(Oid commit, List<RepoPath> paths) throws IOException {
    TreeStore trees = unlimited();
    Folder root = folder(commit);
    return IoStreams.first(paths, path -> trees.isFolder(root, path));
  }

  /** For single files, to which no limits apply. */
  private TreeStore unlimited() {
    return new TreeStore(opened.reader(), new PushBudget(UNLIMITED));
  }

  @Override
  public SortedMap<RepoPath, String> strayLinks(Oid commit, Function<RepoPath, Permission> whose)
      throws IOException {
    TreeStore trees = new TreeStore(opened.reader(), budget());
    ObjectId root = commit(commit).getTree().copy();
    Map<Permission, LinkResolver> resolvers = new HashMap<>();
    SortedMap<RepoPath, String> stray = new TreeMap<>();
    for (var link : LinkResolver.LinkSearch.in(Folder.of(root), trees).entrySet()) {
      String fault =
          resolvers
              .computeIfAbsent(
                  whose.apply(link.getKey()),
                  permission -> new LinkResolver(opened.reader(), trees, permission, root))
              .fault(link.getKey(), link.getValue());
      if (!fault.isEmpty()) {
        stray.put(link.getKey(), fault);
      }
    }
    return stray;
  }

  @Override
  public long incomingBytes() throws IOException {
    return incoming.bytes();
  }

  @Override
  public boolean bringsBeyond(Oid commit) throws IOException {
    return new QuarantinedObjects(opened.settled(), opened.settledReader(), incoming, budget())
        .goBeyond(id(commit));
  }

  @Override
  public List<RepoPath> changed(List<Oid> from, Oid to, int limit) throws IOException {
    TreeStore trees = new TreeStore(opened.reader(), budget());
    List<RepoPath> paths = new ArrayList<>();
    FolderDifference difference =
        new FolderDifference(
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
    TreeStore trees = new TreeStore(opened.reader(), budget());
    Folder root = expected(in);
    Map<RepoPath, TreeEntry> entries = new TreeMap<>();
    for (RepoPath path : paths) {
      Entry entry = trees.entry(root, path);
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
    TreeStore trees = new TreeStore(opened.reader(), budget());
    Map<RepoPath, List<TreeEntry>> before = new TreeMap<>();
    Map<RepoPath, TreeEntry> after = new HashMap<>();
    List<Folder> folders = of.isEmpty() ? List.of(Folder.EMPTY) : IoStreams.map(of, this::folder);
    for (Folder folder : folders) {
      new FolderDifference(
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
      Policy.Contents contents,
      Findings findings)
      throws IOException {
    Map<RepoPath, Entry> entries = new HashMap<>();
    edits.forEach((path, entry) -> entries.put(path, entry(entry)));
    List<Folder> before = IoStreams.map(parents, this::folder);
    try (ComputedTreeReader objects = new ComputedTreeReader(opened.reader())) {
      TreeEdit edit = new TreeEdit(new TreeStore(objects, budget()), objects::tree);
      ObjectId tree = edit.apply(commit(tip).getTree().copy(), entries);
      new CommitJudge(objects, ancestry(), permission, contents, budget())
          .judge(tip, tree, expected(parents), before, findings);
      return new Edited(oid(tree), edit.isDisplacing());
    }
  }

  private static Entry entry(TreeEntry entry) {
    return entry.isThere() ? new Entry(entry.mode(), id(entry.id())) : Entry.NONE;
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
    try (ObjectInserter inserter = opened.repository().newObjectInserter()) {
      Merge merge =
          merge(onto, wanted, own, content -> inserter.insert(Constants.OBJ_TREE, content));
      inserter.flush();
      return merge;
    }
  }

  private Merge merge(Oid onto, Folder wanted, Permission own, PermittedMerge.Sink made)
      throws IOException {
    return new PermittedMerge(new TreeStore(opened.reader(), budget()), own, made)
        .merge(folder(onto), wanted);
  }

  private Folder folder(Oid commit) throws IOException {
    return Folder.of(commit(commit).getTree().copy());
  }

  private Folder expected(List<Oid> of) throws IOException {
    if (of.size() == 1) {
      return folder(of.get(0));
    }
    end().shared(List.of(commit(of.get(0)), commit(of.get(1))));
    return new ExpectedEntry(ancestry()).ofMerging(commit(of.get(0)), commit(of.get(1)));
  }
}
