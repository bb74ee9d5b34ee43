package dev.gatekeeper.hooks.command;

import dev.gatekeeper.config.PolicyFile;
import dev.gatekeeper.config.Shipped;
import dev.gatekeeper.core.git.IncompleteHistory;
import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.git.OpenRepository;
import dev.gatekeeper.core.git.TrackedRemote;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.text.JsonObject;
import dev.gatekeeper.core.text.NearMiss;
import dev.gatekeeper.core.text.ShellWord;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.remote.Remote;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/**
 * A policy file with its origin: the named one; else the one in the git directory; else the one at
 * the tip of the integration branch (docs/semantics.md, section 9), which in a working copy is the
 * one last fetched. In a working copy that has none of these it is the file in its top folder, so
 * that a first policy can be tried before it is committed. Where nothing is found in a working
 * copy, a command that can do nothing without a policy asks the server.
 */
final class PolicySource {
  private static final String HEADS = "ref: refs/heads/";

  private final String name;
  private final String where;
  private final byte[] bytes;

  private PolicySource(String name, String where, byte[] bytes) {
    this.name = name;
    this.where = where;
    this.bytes = bytes;
  }

  /** The policy, for a command that can do nothing without one. */
  static Policy policy(Workspace workspace, Console console, String file) throws Failure {
    Optional<PolicySource> source = find(workspace, console, file);
    if (source.isEmpty()) {
      throw missing(workspace);
    }
    return source.get().valid(source.get().where);
  }

  /** The same; where none is found in a working copy, the server's. */
  static Policy policy(
      Workspace workspace, Console console, String file, RepositoryOption repository)
      throws Failure {
    if (find(workspace, console, file).isEmpty()) {
      Optional<Remote> remote = repository.remote(console, workspace);
      if (remote.isPresent()) {
        JsonObject answer = JsonObject.lenient(remote.get().lines("/policy", "").get(0));
        byte[] text = answer.text("text").getBytes(StandardCharsets.UTF_8);
        String where = Policy.FILE_NAME + " at the server";
        return new PolicySource(answer.text("file"), where, text).valid(where);
      }
    }
    return policy(workspace, console, file);
  }

  /** The source, if there is a policy anywhere. */
  static Optional<PolicySource> find(Workspace workspace, Console console, String file)
      throws Failure {
    if (!file.isEmpty()) {
      return Optional.of(read(console.file(file), file));
    }
    List<PolicySource> found = new ArrayList<>();
    if (Files.exists(workspace.repository().policyFile())) {
      found.add(read(workspace.repository().policyFile(), workspace.repository().policyName()));
    }
    if (!workspace.top().isEmpty()) {
      String remote = tracking(workspace).prefix();
      found.addAll(committed(workspace, remote + "HEAD", "ref: " + remote));
      Path here = workspace.top().get(0).resolve(Policy.FILE_NAME);
      if (found.isEmpty() && Files.exists(here)) {
        found.add(read(here, Policy.FILE_NAME));
      }
    }
    found.addAll(committed(workspace, "HEAD", HEADS));
    return found.stream().findFirst();
  }

  /**
   * The policy by which a pull request is judged: the one that was named, or the one beside the
   * repository, or the one in the commit that it is for. What it brings itself does not count.
   *
   * @param onto what {@code target} names
   */
  static Policy ofTarget(Workspace workspace, Console console, String file, String target, Oid onto)
      throws Failure {
    if (!file.isEmpty() || Files.exists(workspace.repository().policyFile())) {
      return policy(workspace, console, file);
    }
    try (JGitHistory history = JGitHistory.open(workspace.repository().gitDirectory())) {
      for (byte[] found : history.file(onto, RepoPath.of(Policy.FILE_NAME))) {
        String where = Policy.FILE_NAME + " in " + target;
        return new PolicySource(Policy.FILE_NAME, where, found).valid(where);
      }
    } catch (IncompleteHistory e) {
      throw LocalPlan.incomplete(e);
    } catch (IOException e) {
      throw Failure.unreadable("the repository can't be read: " + e.getMessage());
    }
    throw Failure.policyInvalid(
        List.of(
            "there is no policy: no `%s` in the git directory or in %s"
                .formatted(Policy.FILE_NAME, target)),
        "name the one that is in force with --policy FILE");
  }

  /** The remote of a working copy whose branches count. */
  static TrackedRemote tracking(Workspace workspace) throws Failure {
    try (Repository clone = OpenRepository.settled(workspace.repository().gitDirectory())) {
      return TrackedRemote.of(clone);
    } catch (IncompleteHistory e) {
      throw LocalPlan.incomplete(e);
    } catch (IOException e) {
      throw Failure.unreadable("the repository can't be read: " + e.getMessage());
    }
  }

  static PolicySource read(Path file, String name) throws Failure {
    try {
      return new PolicySource(name, file.toString(), Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw Failure.usage(
          "the policy `" + name + "` can't be read: there is no such file" + nearest(file),
          isInClone(file)
              ? "name a file that is there, or leave it out: the repository's own policy counts"
                  + " then"
              : "name a file that is there; `gatekeeper init` writes a first one");
    } catch (IOException e) {
      throw Failure.unreadable("the policy `" + name + "` can't be read: " + e.getMessage());
    }
  }

  /** The file in the same folder that may have been meant, as a hint, or nothing. */
  private static String nearest(Path file) {
    try (Stream<Path> beside = Files.list(file.toAbsolutePath().resolveSibling(""))) {
      return NearMiss.hint(
          String.valueOf(file.getFileName()),
          beside.filter(Files::isRegularFile).map(f -> f.getFileName().toString()).toList());
    } catch (IOException e) {
      return "";
    }
  }

  /** Whether a policy that is written there would be a second one beside the gate's. */
  private static boolean isInClone(Path file) {
    try {
      return Workspace.find(file.toAbsolutePath().resolveSibling("")).isClone();
    } catch (Failure noRepository) {
      return false;
    }
  }

  /** The policy that is named as a file, or as {@code REV:PATH} in a repository. */
  static PolicySource named(Console console, String repository, String named) throws Failure {
    int colon = named.indexOf(':');
    if (colon <= 0 || Files.exists(console.file(named))) {
      return read(console.file(named), named);
    }
    Workspace workspace = Workspace.find(console, repository);
    try {
      Oid commit = Revision.commit(workspace, named.substring(0, colon));
      Path gitDirectory = workspace.repository().gitDirectory();
      try (JGitHistory history = JGitHistory.open(gitDirectory)) {
        String path = named.substring(colon + 1);
        for (byte[] file :
            path.isEmpty() ? List.<byte[]>of() : history.file(commit, RepoPath.of(path))) {
          return new PolicySource(named, named, file);
        }
      }
    } catch (IncompleteHistory e) {
      throw LocalPlan.incomplete(e);
    } catch (IOException e) {
      throw Failure.unreadable("the repository can't be read: " + e.getMessage());
    }
    throw Failure.usage("there is no file `" + named + "`");
  }

  /** The same; without a name the one in the current folder, or else the repository's. */
  static PolicySource namedOrHere(Console console, String repository, String named) throws Failure {
    if (!named.isEmpty()) {
      return named(console, repository, named);
    }
    if (repository.isEmpty() && Files.exists(console.file(Policy.FILE_NAME))) {
      return read(console.file(Policy.FILE_NAME), Policy.FILE_NAME);
    }
    Workspace workspace = Workspace.find(console, repository);
    Optional<PolicySource> source = find(workspace, console, "");
    if (source.isEmpty()) {
      throw missing(workspace);
    }
    return source.get();
  }

  static PolicySource of(String name, String where, byte[] bytes) {
    return new PolicySource(name, where, bytes);
  }

  Optional<Policy> ifValid() {
    return PolicyFile.load(name, bytes) instanceof LoadedPolicy.Valid valid
        ? Optional.of(valid.policy())
        : Optional.empty();
  }

  /** The policy that a repository begins with if nobody brings one. */
  static PolicySource starter() {
    byte[] text = Shipped.STARTER.text().getBytes(StandardCharsets.UTF_8);
    return new PolicySource(Policy.FILE_NAME, "the starter", text);
  }

  /** The file as the user knows it, as messages have it. */
  String name() {
    return name;
  }

  String where() {
    return where;
  }

  byte[] bytes() {
    return bytes.clone();
  }

  /** What the file says, before {@code lint}. */
  LoadedPolicy parsed() {
    return PolicyFile.parse(name, bytes);
  }

  /** The policy, if it can be read as one; {@code lint} may still find fault with it. */
  Policy wellFormed() throws Failure {
    return policy(parsed(), where);
  }

  /**
   * The policy, if it can be used.
   *
   * @param context said with the problems if not
   */
  Policy valid(String context) throws Failure {
    return policy(PolicyFile.load(name, bytes), context);
  }

  private static Policy policy(LoadedPolicy loaded, String context) throws Failure {
    if (loaded instanceof LoadedPolicy.Invalid invalid) {
      List<String> lines = new ArrayList<>();
      lines.add("the policy is invalid (" + context + "):");
      invalid.problems().forEach(problem -> lines.add(problem.toString()));
      throw Failure.policyInvalid(lines);
    }
    return ((LoadedPolicy.Valid) loaded).policy();
  }

  /** What to say where none is found. One that is written in a clone would be a second one. */
  static Failure missing(Workspace workspace) throws Failure {
    if (workspace.isClone()) {
      return Failure.policyInvalid(
          List.of(
              "no policy is known in this clone: it is at the gate, which is not asked from here"),
          "name the gate's bare repository with --repo "
              + workspace.gate().map(gate -> ShellWord.of(gate.toString())).orElse("PATH")
              + ", or the policy with --policy FILE");
    }
    return Failure.policyInvalid(
        List.of(
            "there is no policy: no `%s` in the git directory or on its integration branch"
                .formatted(Policy.FILE_NAME)),
        "`gatekeeper init` writes a first one; name another with --policy FILE");
  }

  /** The file on the branch that a symbolic ref names, as a list of one, or none. */
  private static List<PolicySource> committed(Workspace workspace, String ref, String prefix)
      throws Failure {
    Path gitDirectory = workspace.repository().gitDirectory();
    try {
      Path pointer = gitDirectory.resolve(ref);
      String target = Files.exists(pointer) ? Files.readString(pointer).strip() : "";
      if (!target.startsWith(prefix)) {
        return List.of();
      }
      RefName branch = RefName.branch(target.substring(prefix.length()));
      try (JGitHistory history = JGitHistory.open(gitDirectory)) {
        Oid tip = history.tip(branch);
        List<byte[]> files =
            tip.isZero() ? List.of() : history.file(tip, RepoPath.of(Policy.FILE_NAME));
        String where = Policy.FILE_NAME + " on the branch " + branch.shortName();
        return files.stream().map(f -> new PolicySource(Policy.FILE_NAME, where, f)).toList();
      }
    } catch (IncompleteHistory e) {
      throw LocalPlan.incomplete(e);
    } catch (IOException e) {
      throw Failure.unreadable("the repository can't be read: " + e.getMessage());
    }
  }

  /** A commit as the user names it. */
  static final class Revision {
    private Revision() {}

    /** The commit of that name in the repository that a command speaks of. */
    static Oid commit(Workspace workspace, String revision) throws Failure, IOException {
      try (Repository repository = OpenRepository.settled(workspace.repository().gitDirectory())) {
        return commit(repository, revision);
      }
    }

    static Oid commit(Repository repository, String revision) throws Failure, IOException {
      try {
        ObjectId id = repository.resolve(revision + "^{commit}");
        if (id != null) {
          return new Oid(id.name());
        }
      } catch (RevisionSyntaxException e) {
        // It names nothing.
      }
      if (!repository.getObjectDatabase().getShallowCommits().isEmpty()) {
        throw Failure.unreadable(
            "`" + revision + "` is not in this repository, whose history is shallow",
            "git fetch --unshallow, and fetch the branch it is on; in CI, check out all of it"
                + " (`fetch-depth: 0`)");
      }
      throw Failure.usage(
          "`" + revision + "` is not a commit of this repository",
          "git fetch brings what others have pushed; git branch --all lists what is here");
    }
  }
}
