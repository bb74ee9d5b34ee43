package dev.gatekeeper.core.policy;

import dev.gatekeeper.core.match.EquivalentName;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Violation;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A policy, immutable and consistent: ids are unique, every agent that another names exists,
 * branches do not collide. {@code docs/policy.md} describes the file it comes from.
 *
 * @param file the name of the file, for messages
 * @param digest the SHA-256 of the file's bytes, 64 hexadecimal digits
 * @param title shown to people, may be empty
 * @param agents in the order of the file
 * @param protectedPaths what no agent may change, the policy file itself always among them
 * @param tests what it expects of itself
 */
public record Policy(
    String file,
    String digest,
    String title,
    Identity identity,
    Mode mode,
    IntegrationSettings integration,
    PathRules protectedPaths,
    Contents contents,
    Limits limits,
    List<Agent> agents,
    List<Waiver> waivers,
    List<PathTest> tests) {

  /** The name under which the policy stands in a tree, and beside a bare repository. */
  public static final String FILE_NAME = "gatekeeper.yml";

  public Policy {
    agents = List.copyOf(agents);
    waivers = List.copyOf(waivers);
    tests = List.copyOf(tests);
  }

  /** Who a push without a principal is from. */
  public enum Identity {
    /** The branch says which agent it is. */
    BRANCH,
    /** Nobody: such a push is refused. */
    REQUIRED
  }

  /** What happens to a push that breaks the rules about paths. */
  public enum Mode {
    ENFORCE,
    /** It is judged, reported, recorded and let pass. */
    WARN
  }

  /** What happens to a new name that Windows can't check out. */
  public enum WindowsNames {
    ALLOW,
    REFUSE
  }

  /**
   * What a commit may bring, whoever owns the path (semantics, section 4).
   *
   * @param submodules whether submodules
   * @param windowsNames what of names that Windows can't check out
   */
  public record Contents(boolean submodules, WindowsNames windowsNames) {
    /** What holds where the policy says nothing. */
    public static final Contents DEFAULT = new Contents(false, WindowsNames.ALLOW);

    public static final Contents ANY = new Contents(true, WindowsNames.ALLOW);
  }

  /** The same policy with other agents, for hypothetical questions. */
  public Policy withAgents(List<Agent> others) {
    return new Policy(
        file,
        digest,
        title,
        identity,
        mode,
        integration,
        protectedPaths,
        contents,
        limits,
        others,
        waivers,
        tests);
  }

  /** The SHA-256 of these bytes, of a policy file for one, 64 hexadecimal digits. */
  public static String digestOf(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  public Optional<Agent> agent(AgentId id) {
    return agents.stream().filter(a -> a.id().equals(id)).findFirst();
  }

  /**
   * The agents whose branches match, in the order of the file; a policy that passed {@code lint}
   * never has two.
   */
  public List<Agent> agentsOfBranch(String shortName) {
    return agents.stream().filter(a -> a.branches().matches(shortName)).toList();
  }

  /**
   * The agent whose branch it is: one, or none. More than one only under a policy that {@code lint}
   * refuses.
   */
  public List<Agent> agentsOf(RefName ref) {
    return !ref.isBranch() || isIntegration(ref) ? List.of() : agentsOfBranch(ref.shortName());
  }

  public boolean isIntegration(RefName ref) {
    return ref.isBranch() && ref.shortName().equals(integration.branch());
  }

  /**
   * Whether {@code mode: warn} lets this violation pass: on agents' own branches, and never for the
   * policy file (docs/semantics.md, section 5).
   */
  public boolean letsPass(Violation violation) {
    boolean soft =
        violation.code().kind() == Code.Kind.PATH || violation.code().kind() == Code.Kind.CONTENT;
    return mode == Mode.WARN
        && soft
        && !agentsOf(violation.ref()).isEmpty()
        && !(violation instanceof Violation.OfPath p
            && EquivalentName.path(p.path()).equals(RepoPath.of(FILE_NAME)));
  }

  /**
   * How work reaches the integration branch.
   *
   * @param branch its short name
   * @param maintainers who acts for the project
   * @param validators who may attest evidence
   * @param direct whether maintainers may push to it freely
   * @param validate what the merged result must show
   * @param tag made when every agent is in, may be empty
   */
  public record IntegrationSettings(
      String branch,
      List<Principal> maintainers,
      List<Principal> validators,
      boolean direct,
      List<Check> validate,
      String tag) {
    public IntegrationSettings {
      maintainers = List.copyOf(maintainers);
      validators = List.copyOf(validators);
      validate = List.copyOf(validate);
    }
  }

  /**
   * How much one push may bring (semantics, section 9).
   *
   * @param commits new commits
   * @param paths effects, over all its commits
   * @param time how long judging may take
   * @param pack bytes that reach the repository
   * @param object bytes of one object
   */
  public record Limits(long commits, long paths, Duration time, long pack, long object) {
    /** What holds where the policy says nothing. */
    public static final Limits DEFAULT =
        new Limits(10_000, 1_000_000, Duration.ofSeconds(60), 1L << 30, 100L << 20);
  }

  /**
   * What the policy expects of itself: that an agent may change a path, or that it may not. Waivers
   * are left out of it, since they end.
   */
  public record PathTest(AgentId agent, boolean may, RepoPath path, Location at) {

    /** As the policy writes it; a path that begins like {@code not} gets a slash before it. */
    @Override
    public String toString() {
      boolean likeNot = path.text().regionMatches(true, 0, "not", 0, 3);
      return agent + (may ? " may " : " may not ") + (likeNot ? "/" : "") + path;
    }
  }

  /**
   * A temporary permission.
   *
   * @param until the last day, in UTC, on which it holds
   * @param reason why, for the record
   */
  public record Waiver(
      AgentId agent, PathRules paths, LocalDate until, String reason, Location at) {

    /** Whether it holds on that day (UTC). */
    public boolean isLive(LocalDate today) {
      return !today.isAfter(until);
    }
  }
}
