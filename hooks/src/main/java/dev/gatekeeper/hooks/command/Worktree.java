package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.git.ChildProcess;
import dev.gatekeeper.core.text.JsonObject;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.remote.Git;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A new worktree for an agent, made completely or not at all. */
final class Worktree {
  private static final String SETTINGS =
      "remove the setting that does this: git config --show-origin --get-regexp"
          + " '^(branch|push|remote|url)[.]'";

  private final Console console;
  private final Git clone;
  private final Git worktree;
  private final GateRemote gate;
  private final Path folder;
  private final String branch;
  private boolean hasFolder;
  private boolean hasBranch;
  private String pusher = "";

  /**
   * @param console in the clone
   * @param clone its git, which knows the credential
   * @param folder where it will be
   */
  Worktree(Console console, Git clone, GateRemote gate, Path folder, String branch) {
    this.console = console;
    this.clone = clone;
    this.worktree = new Git(console.in(folder)); // that of whoever will work there
    this.gate = gate;
    this.folder = folder;
    this.branch = branch;
  }

  /**
   * Makes it.
   *
   * @return where its branch starts, for people
   */
  String make(Workspace workspace, List<TokenHelper> token, JsonObject brief) throws Failure {
    try {
      if (gate.isNew()) {
        clone.must("remote", "add", gate.name(), gate.url());
      }
      clone.must("fetch", "-q", gate.name());
      String from = checkOut(brief);
      configure(workspace, token, brief.text("agent"));
      askWhoPushes(brief.texts("principals"));
      AgentsFile file = new AgentsFile(folder);
      file.write(BriefCommand.NamedRemote.in(brief.text("text"), gate.name()));
      new BriefCommand.KeptOut(new Git(console.in(folder)), folder).keepOut(file.written());
      return from;
    } catch (Failure failure) {
      undo();
      throw failure;
    }
  }

  /** As whom git pushes from it, as the server says, or empty if that was not said. */
  String pusher() {
    return pusher;
  }

  /**
   * Has git begin a push, and reads in the answer as whom: what a clone, a user or a machine has
   * configured can't be foreseen, and git alone knows what it makes of it all.
   *
   * @param principals those that may work in it
   */
  private void askWhoPushes(List<String> principals) throws Failure {
    PushingAs plain = PushingAs.of(worktree);
    checkPlace(plain);
    PushingAs named = PushingAs.of(worktree, gate.name(), "HEAD:refs/heads/" + branch);
    Set<String> names = new LinkedHashSet<>(plain.names());
    names.addAll(named.names());
    for (String name : names) {
      pusher = pusher.isEmpty() ? name : pusher;
      if (!principals.contains(name)) {
        throw Failure.no(
            "from that worktree git would push as `%s`, which is not a principal of this agent (%s)"
                .formatted(name, String.join(", ", principals)),
            "give the agent's own token with --token-file FILE, and remove other credentials for "
                + gate.url()
                + " (http.extraHeader in the environment, ~/.netrc)");
      }
    }
  }

  /** A plain {@code git push} has to go where the gate is, whatever is configured. */
  private void checkPlace(PushingAs plain) throws Failure {
    Set<String> gates = new LinkedHashSet<>();
    worktree
        .must("remote", "get-url", "--push", "--all", gate.name())
        .lines()
        .map(Worktree::withoutUser)
        .forEach(gates::add);
    for (String address : plain.addresses()) {
      if (!gates.contains(withoutUser(address))) {
        throw Failure.no(
            "from that worktree a plain `git push` would go to %s, and the gate is at %s"
                .formatted(address, String.join(", ", gates)),
            SETTINGS);
      }
    }
    if (plain.addresses().isEmpty()) {
      throw Failure.no(
          "from that worktree a plain `git push` does not begin: " + Plain.line(plain.printed()),
          SETTINGS);
    }
  }

  /** As git prints an address. */
  private static String withoutUser(String address) {
    return address.replaceFirst("^([A-Za-z][A-Za-z0-9+.-]*://)[^/@]*@", "$1");
  }

  String commit() throws Failure {
    return WorktreeStart.commit(worktree, "HEAD");
  }

  private String checkOut(JsonObject brief) throws Failure {
    String theirs = "refs/remotes/" + gate.name() + "/" + branch;
    boolean isHere = !WorktreeStart.commit(clone, "refs/heads/" + branch).isEmpty();
    if (isHere || !WorktreeStart.commit(clone, theirs).isEmpty()) {
      if (isHere) {
        add("worktree", "add", "-q", folder.toString(), branch);
      } else {
        addBranch("worktree", "add", "-q", "--no-track", "-b", branch, folder.toString(), theirs);
      }
      sayWhatIsMissing(brief);
      return "where it was";
    }
    WorktreeStart start = WorktreeStart.of(clone, gate.name(), brief);
    addBranch(
        "worktree", "add", "-q", "--no-track", "-b", branch, folder.toString(), start.commit());
    for (Map.Entry<String, String> handoff : start.merges().entrySet()) {
      merge(handoff.getKey(), handoff.getValue());
    }
    return start.words();
  }

  private void addBranch(String... arguments) throws Failure {
    add(arguments);
    hasBranch = true;
  }

  private void add(String... arguments) throws Failure {
    ChildProcess.Ended ran = clone.run(arguments);
    if (ran.status() != 0) {
      throw Failure.no(
          "git makes no worktree on " + branch + ": " + Plain.line(ran.printed()),
          "`git worktree list` lists the worktrees; --branch names another branch");
    }
    hasFolder = true;
  }

  private void merge(String agent, String commit) throws Failure {
    String message = "Merge the handoff of " + agent;
    ChildProcess.Ended ran = worktree.run("merge", "-q", "--no-edit", "-m", message, commit);
    if (ran.status() == 0) {
      return;
    }
    String paths =
        worktree
            .run("diff", "--name-only", "--diff-filter=U")
            .printed()
            .strip()
            .replace("\n", ", ");
    throw Failure.no(
        "the handoff of "
            + agent
            + " can't be merged cleanly: "
            + (paths.isEmpty() ? Plain.line(ran.printed()) : "conflicts in " + Plain.line(paths)),
        "have a maintainer integrate one of them first; a merge made by hand answers for its"
            + " conflicts");
  }

  /** A branch with a history of its own is left as it is. */
  private void sayWhatIsMissing(JsonObject brief) throws Failure {
    Map<String, String> handoffs;
    try {
      handoffs = WorktreeStart.handoffs(clone, gate.name(), brief);
    } catch (Failure notYet) {
      notYet.printed().forEach(console::say);
      return;
    }
    for (Map.Entry<String, String> handoff : handoffs.entrySet()) {
      if (!WorktreeStart.isWithin(clone, handoff.getValue(), List.of("refs/heads/" + branch))) {
        console.say(
            ("gatekeeper: %s does not contain the handoff of %s: git merge"
                    + " refs/gatekeeper/handoff/%s")
                .formatted(branch, handoff.getKey(), handoff.getKey()));
      }
    }
  }

  /** For this worktree alone, as git-worktree(1), "Configuration file", has it. */
  private void configure(Workspace workspace, List<TokenHelper> token, String agent)
      throws Failure {
    String common = workspace.repository().gitDirectory().resolve("config").toString();
    clone.must("config", "extensions.worktreeConfig", "true");
    String pointed = clone.config("--file", common, "--get", "core.worktree");
    if (!pointed.isEmpty()) {
      String main = workspace.repository().gitDirectory().resolve("config.worktree").toString();
      clone.must("config", "--file", main, "core.worktree", pointed);
      clone.must("config", "--file", common, "--unset", "core.worktree");
    }
    worktree.must("config", "--worktree", "gatekeeper.agent", agent);
    worktree.must("config", "--worktree", "gatekeeper.remote", gate.name());
    worktree.must("config", "--worktree", "remote.pushDefault", gate.name());
    // Each comes before those above it when git looks where a plain push goes (git-config(1),
    // branch.<name>.pushRemote), and a worktree's own is read after that of the clone.
    worktree.must("config", "--worktree", "branch." + branch + ".remote", gate.name());
    worktree.must("config", "--worktree", "branch." + branch + ".pushRemote", gate.name());
    worktree.must("config", "--worktree", "push.default", "current");
    // Of several values of this one git takes all, so that one of the worktree's own would add up.
    String merge = "branch." + branch + ".merge";
    worktree.must("config", "--replace-all", merge, "refs/heads/" + branch);
    for (TokenHelper helper : token) {
      helper.configure(worktree);
    }
  }

  /** Takes back what was begun; what fails here is left, and the reason before it counts. */
  private void undo() throws Failure {
    if (hasFolder) {
      clone.run("worktree", "remove", "--force", folder.toString());
    }
    if (hasBranch) {
      clone.run("branch", "-q", "-D", branch);
    }
    if (gate.isNew()) {
      clone.run("remote", "remove", gate.name());
    }
  }
}
