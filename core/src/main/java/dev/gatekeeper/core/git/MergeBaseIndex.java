package dev.gatekeeper.core.git;

import static dev.gatekeeper.core.git.CommitNode.LEFT;
import static dev.gatekeeper.core.git.CommitNode.RIGHT;

import dev.gatekeeper.core.history.PushBudget;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/**
 * A chart of all commits that one commit reaches, read in one pass, so that merge bases among them
 * are found without walking down to them.
 *
 * <p>The commit's line of first parents is numbered from its oldest commit. Each commit has the
 * oldest commit of the line that reaches it, and the youngest of the line that it reaches (its
 * anchor). So a commit reaches all that its own anchor or an older one was the first to reach, and
 * little else. And each is ranked above its parents, whatever their dates.
 */
record MergeBaseIndex(CommitGraph graph, PushBudget budget) {
  /** The chart of {@code tip}; empty if it has more than {@code most} commits. */
  static Optional<MergeBaseIndex> of(RevCommit tip, long most, CommitGraph graph, PushBudget budget)
      throws IOException {
    MergeBaseIndex chart = new MergeBaseIndex(graph, budget);
    return chart.chart(tip, most) ? Optional.of(chart) : Optional.empty();
  }

  private boolean chart(RevCommit tip, long most) throws IOException {
    Deque<CommitNode> line = new ArrayDeque<>();
    for (CommitNode next = graph.node(tip); ; next = graph.parents(next)[0]) {
      line.push(next);
      if (line.size() > most) {
        return false;
      }
      if (graph.parents(next).length == 0) {
        break;
      }
    }
    long charted = 0;
    int number = 0;
    for (CommitNode reaching : line) {
      charted += chart(reaching, number++, most - charted);
      if (charted > most) {
        return false;
      }
    }
    return true;
  }

  /** Charts the commits that no older commit of the line reaches, parents first. */
  private long chart(CommitNode tip, int number, long most) throws IOException {
    long charted = 0;
    Deque<CommitNode> path = new ArrayDeque<>();
    path.push(tip);
    while (!path.isEmpty() && charted <= most) {
      CommitNode top = path.element();
      CommitNode open = firstUncharted(top);
      if (open != null) {
        path.push(open);
        continue;
      }
      path.pop();
      for (CommitNode parent : graph.parents(top)) {
        top.rank = Math.max(top.rank, parent.rank + 1);
        top.anchor = Math.max(top.anchor, parent.anchor);
      }
      top.reachedBy = number;
      if ((++charted & 0x3ff) == 0) {
        budget.checkTime();
      }
    }
    tip.anchor = number;
    return charted;
  }

  private @Nullable CommitNode firstUncharted(CommitNode of) throws IOException {
    for (CommitNode parent : graph.parents(of)) {
      if (!parent.isCharted()) {
        return parent;
      }
    }
    return null;
  }

  /**
   * The commits that both sides reach, where the paths from the side that reaches less of the line
   * first meet them.
   */
  List<CommitNode> shared(List<CommitNode> ours, List<CommitNode> theirs) throws IOException {
    return anchor(ours) < anchor(theirs) ? firstShared(ours, theirs) : firstShared(theirs, ours);
  }

  private static int anchor(Collection<CommitNode> nodes) {
    return nodes.stream().mapToInt(node -> node.anchor).max().orElse(-1);
  }

  /**
   * The commits that {@code other} reaches too, where the paths from {@code tips} first meet them.
   */
  private List<CommitNode> firstShared(List<CommitNode> tips, List<CommitNode> other)
      throws IOException {
    int anchor = anchor(other);
    int number = graph.nextPainting();
    Deque<CommitNode> open = new ArrayDeque<>(other);
    while (!open.isEmpty()) {
      CommitNode next = open.pop();
      if (next.reachedBy > anchor && next.isFirstMet(number, RIGHT)) {
        for (CommitNode parent : graph.parents(next)) {
          open.push(parent);
        }
      }
    }
    List<CommitNode> shared = new ArrayList<>();
    open.addAll(tips);
    while (!open.isEmpty()) {
      CommitNode next = open.pop();
      boolean isTheirs = next.reachedBy <= anchor || next.isMet(number, RIGHT);
      if (!next.isFirstMet(number, LEFT)) {
        continue;
      }
      if (isTheirs) {
        shared.add(next);
        continue;
      }
      for (CommitNode parent : graph.parents(next)) {
        open.push(parent);
      }
    }
    return shared;
  }
}
