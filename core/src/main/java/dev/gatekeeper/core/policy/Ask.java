package dev.gatekeeper.core.policy;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Verdict.JudgedRef;
import dev.gatekeeper.core.text.ShellWord;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An ask: a request in a push to a ref that is never stored (docs/semantics.md, section 6, "Asks"),
 * and the commands that messages suggest for it.
 *
 * @param branch the short name of the branch that it is about
 */
public record Ask(Verb verb, String branch) {
  /** Below this ref nothing is stored: what is pushed there asks. */
  public static final String REFS = "refs/gatekeeper/ask";

  /** The form of all of them. */
  public static final String ALL =
      "git push REMOTE COMMIT:" + REFS + "/<handoff|reopen|state>/BRANCH";

  /** The push option that says why an agent is reopened. */
  public static final String REASON = "gatekeeper.reason=";

  public enum Verb {
    /** To validate the tip of the branch, and hand it off if it passes. */
    HANDOFF,
    /** To open the branches of an agent that has handed off. */
    REOPEN,
    /** Where the agent stands. */
    STATE;

    /** As the ref says it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static String words() {
      return Arrays.stream(values())
          .map(v -> "`" + v.word() + "`")
          .collect(Collectors.joining(", "));
    }
  }

  /** Whether a push to that ref would be one that asks, well or badly. */
  public static boolean isBelow(RefName ref) {
    return ref.name().equals(REFS) || ref.name().startsWith(REFS + "/");
  }

  /** Whether any of these is. */
  public static boolean isAmong(List<JudgedRef> refs) {
    return refs.stream().anyMatch(ref -> isBelow(ref.update().ref()));
  }

  /** What the ref asks, or nothing if it names no ask or no branch. */
  public static Optional<Ask> of(RefName ref) {
    String[] parts = parts(ref);
    for (Verb verb : Verb.values()) {
      if (parts.length == 2 && parts[0].equals(verb.word())) {
        return Optional.of(new Ask(verb, parts[1]));
      }
    }
    return Optional.empty();
  }

  /** The branch that a ref below {@link #REFS} is about, whatever it asks. */
  public static Optional<RefName> branchOf(RefName ref) {
    String[] parts = parts(ref);
    return parts.length == 2 ? Optional.of(RefName.branch(parts[1])) : Optional.empty();
  }

  private static String[] parts(RefName ref) {
    return ref.name().startsWith(REFS + "/")
        ? ref.name().substring(REFS.length() + 1).split("/", 2)
        : new String[0];
  }

  /** The command that hands off what is pushed already. */
  public static String handoff(Oid commit, RefName branch) {
    return command("", commit.hex(), Verb.HANDOFF, branch.shortName());
  }

  /** The same for whatever the branch will be at. */
  public static String handoff(RefName branch) {
    return command("", branch.shortName(), Verb.HANDOFF, branch.shortName());
  }

  /** The command that reopens the agent with that handoff. */
  public static String reopen(Oid handoff, RefName branch) {
    return reopen(handoff.hex(), branch);
  }

  /** The same for a commit by any name. */
  public static String reopen(String handoff, RefName branch) {
    return command("-o '" + REASON + "WHY' ", handoff, Verb.REOPEN, branch.shortName());
  }

  /**
   * The command that tells where an agent stands: whatever it has pushed so far, the tip of the
   * integration branch will do. Fetched first, git need not send what the repository has.
   */
  public static String state(Agent agent, Policy policy) {
    return "git fetch REMOTE && "
        + command(
            "",
            "REMOTE/" + policy.integration().branch(),
            Verb.STATE,
            agent.branches().first().orElse("BRANCH"));
  }

  /** The same of the agent with that id. */
  public static String state(AgentId agent, Policy policy) {
    return policy.agent(agent).map(a -> state(a, policy)).orElse("");
  }

  /** How the agent waits until it may push: by the program, or with git alone. */
  public static String wait(Agent agent, Policy policy) {
    return "gatekeeper wait " + agent.id() + ", or " + state(agent, policy);
  }

  /** The branch as one word of a command line. */
  public String word() {
    return ShellWord.of(RefName.branch(branch));
  }

  public static String command(String options, String commit, Verb verb, String branch) {
    String refspec = commit + ":" + REFS + "/" + verb.word() + "/" + branch;
    boolean isPlain = ShellWord.of(RepoPath.of(branch)).equals(branch);
    return "git push %sREMOTE %s"
        .formatted(options, isPlain ? refspec : ShellWord.of(RepoPath.of(refspec)));
  }
}
