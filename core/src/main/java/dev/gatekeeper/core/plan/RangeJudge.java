package dev.gatekeeper.core.plan;

import dev.gatekeeper.core.history.CommitReport;
import dev.gatekeeper.core.history.Findings;
import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.history.JudgingContext;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.history.Trees;
import dev.gatekeeper.core.ledger.ExemptCommits;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathPattern.BadPattern;
import dev.gatekeeper.core.match.PatternList;
import dev.gatekeeper.core.match.PatternList.Matching;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.FsckId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.model.Violation.Change;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Policy.Waiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The judge of a handoff's range (docs/semantics.md, section 4, "At a handoff"): it judges every
 * commit of the range again, and at its end compares every foreign path with the state that the
 * range builds on. What a waiver allowed, and what a maintainer pushed, is not held against it. For
 * one range, which has the limits of a push of its own, whatever else is judged beside it.
 */
public final class RangeJudge {
  private static final String NOT_AS_BUILT_ON = "differs from the state that this builds on";
  private static final PatternList ALL = parse(List.of("*"));

  private final JudgingContext judging;
  private final Policy policy;
  private final History history;
  private final List<ExemptCommits> exempt;

  /**
   * @param judging within the limits of this range alone
   * @param exempt what is on record of the agent that is not held against a valid handoff
   */
  RangeJudge(JudgingContext judging, List<ExemptCommits> exempt) {
    this.judging = judging;
    this.policy = judging.policy();
    this.history = judging.history();
    this.exempt = List.copyOf(exempt);
  }

  /**
   * What was found of a range that is to be handed off.
   *
   * @param waivers those of which anything in it has need
   */
  public record Found(List<Violation> violations, Set<Waiver> waivers) {
    public Found {
      violations = List.copyOf(violations);
    }
  }

  /**
   * All that is wrong with the range that ends in {@code commit} and is to be handed off now.
   * Nothing has a standing: what is foreign by now, whoever pushed it and whatever let it pass,
   * could not be integrated.
   *
   * @param trusted the commits of others that are trusted
   * @param own the agent's valid handoff
   */
  Found anew(
      Agent agent, RefName branch, Oid commit, Collection<Oid> trusted, Optional<Handoff> own)
      throws IOException {
    Set<Oid> others = history.present(trusted);
    CommitReport report = new CommitReport(branch, judging.permission(agent.id()));
    Set<Waiver> waivers = new LinkedHashSet<>();
    try {
      Findings findings = new Origins(report, standing(), judging.waivers(agent.id()), waivers);
      history.judge(commit, others, report.permission(), policy.contents(), findings);
      judgeEnd(commit, others, own, report, ended(report));
    } catch (PushBudget.Exceeded e) {
      if (e.limit() != PushBudget.Limit.VIOLATIONS) {
        throw e;
      }
    }
    return new Found(report.violations(), waivers);
  }

  private static Findings ended(CommitReport report) {
    return new Findings() {
      @Override
      public void trespass(Oid commit, RepoPath path, Change change) {
        report.effect(Code.FOREIGN_STATE, commit, path, change, NOT_AS_BUILT_ON);
      }

      @Override
      public void commit(Code code, Oid commit, String detail) {
        report.commit(code, commit, detail);
      }
    };
  }

  /** Where a range ends, beside what it builds on. */
  private void judgeEnd(
      Oid commit, Set<Oid> others, Optional<Handoff> own, CommitReport report, Findings findings)
      throws IOException {
    Set<Oid> foundations = new LinkedHashSet<>(others);
    own.filter(handoff -> handoff.basis().clean() && !handoff.commit().equals(commit))
        .ifPresent(handoff -> foundations.add(handoff.commit()));
    history.judgeState(commit, history.present(foundations), report.permission(), findings);
  }

  /**
   * All that is wrong with the range of a handoff that was valid before and ends in {@code commit}.
   *
   * @param trusted the commits of others that are trusted; those that are not there any more can't
   *     be part of it
   */
  List<Violation> judge(Agent agent, RefName branch, Oid commit, Collection<Oid> trusted)
      throws IOException {
    Set<Oid> others = history.present(trusted);
    CommitReport report = new CommitReport(branch, judging.permission(agent.id()));
    Exempt findings = new Exempt(report, standing());
    history.judge(commit, others, report.permission(), policy.contents(), findings);
    judgeEnd(commit, others, Optional.empty(), report, findings.ofState(history));
    return report.violations();
  }

  /**
   * What lets a commit pass that would be refused otherwise.
   *
   * @param isMaintainers whether a maintainer pushed it; else a waiver let it pass
   * @param paths those that it lets pass: all of what a maintainer pushed
   */
  private record Exemption(boolean isMaintainers, PatternList paths) {
    /** What a maintainer brought with an override stays; an agent's own push never brings it. */
    boolean covers(FsckId id) {
      return isMaintainers && id.isUntidy();
    }
  }

  private Map<Oid, Exemption> standing() throws IOException {
    Map<Oid, Exemption> stands = new HashMap<>();
    for (ExemptCommits standing : exempt) {
      if (history.isCommit(standing.tip())) {
        Exemption exemption = exemption(standing.waived());
        history
            .commits(standing.tip(), history.present(standing.from()))
            .forEach(commit -> stands.putIfAbsent(commit, exemption));
      }
    }
    return stands;
  }

  private static Exemption exemption(List<String> waived) {
    return waived.isEmpty() ? new Exemption(true, ALL) : new Exemption(false, parse(waived));
  }

  private static PatternList parse(List<String> texts) {
    List<PathPattern> patterns = new ArrayList<>();
    for (String text : texts) {
      try {
        patterns.add(PathPattern.parse(text));
      } catch (BadPattern e) {
        throw new IllegalArgumentException("the ledger holds no pattern: " + text, e);
      }
    }
    return new PatternList(patterns, Matching.GRANTING);
  }

  /** Forwards findings, except git's fsck findings about objects that are accepted already. */
  private abstract static class Passing implements Findings {
    final CommitReport report;
    final Map<Oid, Exemption> standing;

    Passing(CommitReport report, Map<Oid, Exemption> standing) {
      this.report = report;
      this.standing = standing;
    }

    /** The exemption that allows the change of the commit at the path, if one does. */
    final Optional<Exemption> allowing(Oid commit, RepoPath path) {
      return Optional.ofNullable(standing.get(commit))
          .filter(exemption -> exemption.paths().matches(path));
    }

    @Override
    public void effect(Code code, Oid commit, RepoPath path, Change change, String detail) {
      report.effect(code, commit, path, change, detail);
    }

    @Override
    public final void fsck(FsckId id, Oid of, String detail) {
      if (!standing.containsKey(of) || !standing.get(of).covers(id)) {
        report.fsck(id, of, detail);
      }
    }

    @Override
    public final void commit(Code code, Oid commit, String detail) {
      report.commit(code, commit, detail);
    }
  }

  /** Passes on all that is found, says where what is foreign came from, and notes waivers. */
  private static final class Origins extends Passing {
    private final List<Waiver> live;
    private final Set<Waiver> needed;

    Origins(
        CommitReport report, Map<Oid, Exemption> standing, List<Waiver> live, Set<Waiver> needed) {
      super(report, standing);
      this.live = live;
      this.needed = needed;
    }

    @Override
    public void trespass(Oid commit, RepoPath path, Change change) {
      report.trespass(commit, path, change, origin(commit, path));
    }

    private String origin(Oid commit, RepoPath path) {
      return allowing(commit, path)
          .map(
              exemption ->
                  exemption.isMaintainers()
                      ? "; a maintainer pushed it, and it can't be integrated"
                      : "; the waiver that allowed it has ended")
          .orElse("");
    }

    @Override
    public void waived(Oid commit, RepoPath path, Change change) {
      live.stream()
          .filter(one -> new PatternList(one.paths().patterns(), Matching.GRANTING).matches(path))
          .forEach(needed::add);
    }
  }

  /** Passes on what is found, but for what has its standing. */
  private static final class Exempt extends Passing {
    private final Map<RepoPath, Set<Oid>> stood = new HashMap<>();

    Exempt(CommitReport report, Map<Oid, Exemption> standing) {
      super(report, standing);
    }

    @Override
    public void trespass(Oid commit, RepoPath path, Change change) {
      if (allowing(commit, path).isPresent()) {
        stood.computeIfAbsent(path, p -> new HashSet<>()).add(commit);
      } else {
        report.trespass(commit, path, change);
      }
    }

    @Override
    public void effect(Code code, Oid commit, RepoPath path, Change change, String detail) {
      if (allowing(commit, path).isEmpty()) {
        super.effect(code, commit, path, change, detail);
      }
    }

    /** The same for the state in which the range ends. */
    Findings ofState(Trees trees) {
      return new Findings() {
        @Override
        public void trespass(Oid commit, RepoPath path, Change change) {
          if (!isAsItStood(commit, path)) {
            report.effect(Code.FOREIGN_STATE, commit, path, change, NOT_AS_BUILT_ON);
          }
        }

        /** What stands is what was let pass, and nothing that came there later. */
        private boolean isAsItStood(Oid commit, RepoPath path) {
          try {
            return IoStreams.any(
                stood.getOrDefault(path, Set.of()), one -> trees.isSame(commit, one, path));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }

        @Override
        public void commit(Code code, Oid commit, String detail) {
          report.commit(code, commit, detail);
        }
      };
    }
  }
}
