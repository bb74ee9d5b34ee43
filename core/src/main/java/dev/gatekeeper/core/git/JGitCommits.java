package dev.gatekeeper.core.git;

import dev.gatekeeper.core.history.Commits;
import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.history.Refs;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.util.RawParseUtils;

/**
 * The refs and commits of a repository, read with JGit: the tips of refs, and the ancestry of
 * commits.
 */
abstract sealed class JGitCommits implements Refs, Commits permits JGitHistory {
  /** The number of commits from which it pays to read their history in one pass. */
  static final int MANY = 64;

  final Opened opened;
  private final Optional<PushBudget> budget;
  private final Optional<Ancestry> ancestry;

  /**
   * @param budget the limits of reading; empty for refs and single files alone
   */
  JGitCommits(Opened opened, Optional<PushBudget> budget) {
    this.opened = opened;
    this.budget = budget;
    this.ancestry = budget.map(limits -> new Ancestry(opened.graph(), limits));
  }

  /**
   * The open resources of a repository, which do not depend on limits.
   *
   * @param settled the repository without the objects of the push
   * @param tracking the prefix of the remote-tracking branches in a working copy, or ""
   * @param assumed assumed tips of refs, which override those of the repository
   */
  record Opened(
      Repository settled,
      Repository repository,
      ObjectReader reader,
      ObjectReader settledReader,
      RevWalk walk,
      CommitGraph graph,
      String tracking,
      Map<RefName, Oid> assumed)
      implements AutoCloseable {

    static Opened of(Path gitDirectory, IncomingObjects incoming) throws IOException {
      Repository settled = OpenRepository.settled(gitDirectory);
      try {
        String tracking = settled.isBare() ? "" : TrackedRemote.of(settled).prefix();
        Repository repository = OpenRepository.with(gitDirectory, incoming);
        ObjectReader reader = PartialCloneReader.of(repository);
        RevWalk walk = new RevWalk(reader);
        walk.setRetainBody(false);
        return new Opened(
            settled,
            repository,
            reader,
            settled.newObjectReader(),
            walk,
            new CommitGraph(walk),
            tracking,
            new HashMap<>());
      } catch (IOException | RuntimeException e) {
        settled.close();
        throw e;
      }
    }

    @Override
    public void close() {
      walk.close();
      reader.close();
      settledReader.close();
      repository.close();
      settled.close();
    }
  }

  /**
   * The limits of reading.
   *
   * @throws IllegalStateException if the caller has set none
   */
  public PushBudget budget() {
    return budget.orElseThrow(JGitCommits::unlimited);
  }

  final Ancestry ancestry() {
    return ancestry.orElseThrow(JGitCommits::unlimited);
  }

  private static IllegalStateException unlimited() {
    return new IllegalStateException("a history is read within limits: see History.within");
  }

  static ObjectId id(Oid oid) {
    return ObjectId.fromString(oid.hex());
  }

  static Oid oid(ObjectId id) {
    return new Oid(id.name());
  }

  @Override
  public final Kind kind(Oid oid) throws IOException {
    try {
      RevObject object = opened.walk().parseAny(id(oid));
      if (object instanceof RevCommit) {
        return Kind.COMMIT;
      }
      return object instanceof RevTag && opened.walk().peel(object) instanceof RevCommit
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
  public final Oid tip(RefName ref) throws IOException {
    if (opened.assumed().containsKey(ref)) {
      return opened.assumed().get(ref);
    }
    Ref found =
        opened.settled().isBare()
            ? null
            : opened.settled().exactRef(opened.tracking() + ref.shortName());
    if (found == null) {
      found = opened.settled().exactRef(ref.name());
    }
    return found == null || found.getObjectId() == null ? Oid.ZERO : oid(found.getObjectId());
  }

  @Override
  public final List<RefName> branches() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String prefix :
        opened.settled().isBare()
            ? List.of(Constants.R_HEADS)
            : List.of(Constants.R_HEADS, opened.tracking())) {
      for (Ref ref : opened.settled().getRefDatabase().getRefsByPrefix(prefix)) {
        if (!ref.isSymbolic() && ref.getObjectId() != null) {
          names.add(ref.getName().substring(prefix.length()));
        }
      }
    }
    return names.stream().map(RefName::branch).toList();
  }

  @Override
  public final List<RefName> below(RefName ref) throws IOException {
    return opened.settled().getRefDatabase().getRefsByPrefix(ref + "/").stream()
        .map(r -> new RefName(r.getName()))
        .toList();
  }

  @Override
  public final boolean isSymbolic(RefName ref) throws IOException {
    Ref found = opened.settled().exactRef(ref.name());
    return found != null && found.isSymbolic();
  }

  @Override
  public final boolean contains(Oid tip, Oid ancestor) throws IOException {
    boolean contains = ancestry().contains(commit(tip), commit(ancestor));
    if (!contains) {
      end().above(List.of(commit(ancestor)), List.of(commit(tip)));
    }
    return contains;
  }

  @Override
  public final List<Oid> commits(Oid tip, Set<Oid> known) throws IOException {
    NewCommits newness = new NewCommits(ancestry(), opened.settledReader(), commits(known));
    List<RevCommit> fresh = newness.commits(ancestry().commit(id(tip)), 0);
    end().fresh(fresh, id(tip), commits(known));
    return fresh.stream().map(JGitCommits::oid).toList();
  }

  @Override
  public final Instant time(Oid commit) throws IOException {
    return Instant.ofEpochSecond(commit(commit).getCommitTime());
  }

  @Override
  public final Set<Oid> reached(Set<Oid> asked, Set<Oid> known) throws IOException {
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
    Set<ObjectId> all = ancestry().closure(commits(known));
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
  public final List<Oid> parents(Oid commit) throws IOException {
    if (opened.reader().getShallowCommits().contains(id(commit))) {
      throw IncompleteHistory.shallow(id(commit));
    }
    return Stream.of(commit(commit).getParents()).map(JGitCommits::oid).toList();
  }

  @Override
  public final List<Oid> bases(Oid tip, Set<Oid> known) throws IOException {
    RevCommit pushed = commit(tip);
    Set<RevCommit> shared = new LinkedHashSet<>();
    for (Oid oid : known) {
      end().shared(List.of(pushed, commit(oid)));
      shared.addAll(ancestry().mergeBases(List.of(commit(oid)), pushed));
    }
    return ancestry().withoutRedundant(shared).stream().map(JGitCommits::oid).toList();
  }

  @Override
  public final String author(Oid commit) throws IOException {
    byte[] raw = opened.reader().open(id(commit), Constants.OBJ_COMMIT).getCachedBytes();
    int start = RawParseUtils.author(raw, 0);
    return start < 0
        ? ""
        : new String(
            raw, start, RawParseUtils.nextLF(raw, start) - start, StandardCharsets.ISO_8859_1);
  }

  /** Where a shallow clone ends. */
  final ShallowBoundary end() throws IOException {
    return new ShallowBoundary(ancestry(), opened.reader().getShallowCommits());
  }

  /** The commit that an id names, by way of tags. */
  final RevCommit commit(Oid oid) throws IOException {
    return opened.walk().parseCommit(id(oid));
  }

  final Set<ObjectId> commits(Collection<Oid> oids) throws IOException {
    return new LinkedHashSet<>(IoStreams.map(oids, this::commit));
  }
}
