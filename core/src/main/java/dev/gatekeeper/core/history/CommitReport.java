package dev.gatekeeper.core.history;

import dev.gatekeeper.core.match.EquivalentName;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.FsckId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.model.Ruling;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.model.Violation.Change;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.PusherRole;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A collector of the findings against the commits of one ref, with the reason for each. */
public final class CommitReport implements Findings {
  /** More are of no use to anybody, and a decision must fit into memory. */
  private static final int MOST = 20_000;

  private final RefName ref;
  private final Permission permission;
  private final boolean overridden;
  private final List<Violation> violations = new ArrayList<>();
  private final Set<FsckId> refused = EnumSet.noneOf(FsckId.class);
  private final Set<FsckId> letIn = EnumSet.noneOf(FsckId.class);
  private boolean waived;
  private int fsckViolations;

  public CommitReport(RefName ref, Permission permission) {
    this(ref, permission, false);
  }

  /**
   * @param overridden whether what is untidy in git's eyes is let in
   */
  public CommitReport(RefName ref, Permission permission, boolean overridden) {
    this.ref = ref;
    this.permission = permission;
    this.overridden = overridden;
  }

  /** What git's fsck says of what is let in all the same. */
  public Set<FsckId> letIn() {
    return letIn;
  }

  /** What git's fsck says of what is refused, if that is all there is against it; or nothing. */
  public Set<FsckId> refusedByFsckAlone() {
    return refused.isEmpty() || violations.size() > fsckViolations ? Set.of() : refused;
  }

  public Permission permission() {
    return permission;
  }

  public List<Violation> violations() {
    return violations;
  }

  /** Whether a waiver allowed anything. */
  public boolean isWaived() {
    return waived;
  }

  @Override
  public void trespass(Oid commit, RepoPath path, Change change) {
    trespass(commit, path, change, "");
  }

  /**
   * The same.
   *
   * @param besides how it came there, or ""
   */
  public void trespass(Oid commit, RepoPath path, Change change, String besides) {
    Ruling ruling = permission.explain(path);
    if (ruling.allowed()) {
      // A name with a slash in it, in a malformed tree, is walked as one name and reads as two.
      effect(Code.BAD_PATH, commit, path, change, "has a name that git does not allow");
      return;
    }
    add(
        new Violation.OfPath(
            ruling.outcome().code(),
            ref,
            commit,
            path,
            change,
            ruling,
            why(ruling, path) + besides));
  }

  @Override
  public void waived(Oid commit, RepoPath path, Change change) {
    waived = true;
  }

  @Override
  public void effect(Code code, Oid commit, RepoPath path, Change change, String detail) {
    add(new Violation.OfPath(code, ref, commit, path, change, permission.explain(path), detail));
  }

  @Override
  public void fsck(FsckId id, Oid of, String detail) {
    if (overridden && id.isUntidy()) {
      letIn.add(id);
      return;
    }
    refused.add(id);
    fsckViolations++;
    add(new Violation.OfCommit(Code.BAD_OBJECT, ref, of, detail + " (" + id.word() + ")"));
  }

  @Override
  public void commit(Code code, Oid commit, String detail) {
    add(new Violation.OfCommit(code, ref, commit, detail));
  }

  public void limit(String detail) {
    violations.add(limit(ref, detail));
  }

  public static Violation limit(RefName ref, String detail) {
    return limit(ref, detail, "push less at once, or ask a maintainer to raise the limit");
  }

  public static Violation limit(RefName ref, String detail, String todo) {
    return new Violation.OfRef(Code.LIMIT, ref, detail, todo);
  }

  private void add(Violation violation) {
    if (violations.size() >= MOST) {
      throw new PushBudget.Exceeded(
          PushBudget.Limit.VIOLATIONS,
          "it has more than " + MOST + " violations, of which these are listed");
    }
    violations.add(violation);
  }

  /** The same, and what the path is taken for if that is what is refused. */
  private static String why(Ruling ruling, RepoPath path) {
    RepoPath seen = EquivalentName.path(path);
    boolean isOdd = ruling.outcome() != Ruling.Outcome.NOT_OWNED && !seen.equals(path);
    return why(ruling) + (isOdd ? "; some systems take it for " + seen.quoted() : "");
  }

  /** The answer of section 3 in words. */
  static String why(Ruling ruling) {
    String owners =
        ruling.owners().isEmpty()
            ? "nobody owns it"
            : PusherRole.names(ruling.owners())
                + (ruling.owners().size() == 1 ? " owns it" : " own it");
    if (ruling.reason() instanceof Ruling.Reason.ByRule by) {
      Rule rule = by.rule();
      String says =
          rule.list() == Rule.List.OWNS || rule.list() == Rule.List.SCRATCH
              ? "excepted by " + rule.pattern()
              : rule.list().key() + " " + rule.pattern();
      return "%s (%s)%s"
          .formatted(
              says, rule.at().lineText(), rule.list() == Rule.List.PROTECTED ? "" : "; " + owners);
    }
    return owners;
  }
}
