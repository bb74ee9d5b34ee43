package dev.gatekeeper.core.preflight;

import dev.gatekeeper.core.git.CommitFiles;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.policy.CommandNeeds;
import dev.gatekeeper.core.policy.Permission.Owners;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.preflight.PreflightLine.Item;
import dev.gatekeeper.core.preflight.PreflightLine.Result;
import dev.gatekeeper.core.validate.Sandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The check that programs and scripts of checks exist (docs/semantics.md, section 8). */
final class CheckTools {
  private static final String INTEGRATION = "the integration";

  private final Policy policy;
  private final Owners owners;
  private final Sandbox sandbox;
  private final Set<RepoPath> present;
  private final List<PreflightLine> lines = new ArrayList<>();

  private CheckTools(Policy policy, LocalDate today, Sandbox sandbox, Set<RepoPath> present) {
    this.policy = policy;
    this.owners = new Owners(policy, today);
    this.sandbox = sandbox;
    this.present = present;
  }

  /**
   * A line for each thing that is missing, or one if nothing is.
   *
   * @param main the tip of the integration branch, in which scripts are looked for
   */
  static List<PreflightLine> lines(
      Policy policy, Path gitDirectory, Oid main, LocalDate today, Sandbox sandbox)
      throws IOException {
    Set<RepoPath> scripts = new HashSet<>();
    all(policy).forEach(run -> scripts.addAll(scripts(run)));
    CheckTools tools = new CheckTools(policy, today, sandbox, present(gitDirectory, main, scripts));
    for (Agent agent : policy.agents()) {
      tools.look(Optional.of(agent.id()), agent.validate());
    }
    tools.lookAtIntegration();
    if (tools.lines.isEmpty()) {
      String found = "programs and scripts of " + all(policy).size() + " commands are there";
      tools.lines.add(PreflightLine.ok(Item.CHECKS, found));
    }
    return tools.lines;
  }

  static List<Check.Run> all(Policy policy) {
    List<Check> checks = new ArrayList<>(policy.integration().validate());
    policy.agents().forEach(agent -> checks.addAll(agent.validate()));
    return checks.stream().filter(Check.Run.class::isInstance).map(Check.Run.class::cast).toList();
  }

  private static List<RepoPath> scripts(Check.Run run) {
    return CommandNeeds.of(run).scripts().stream().sorted().map(RepoPath::of).toList();
  }

  private static Set<RepoPath> present(Path gitDirectory, Oid main, Set<RepoPath> wanted)
      throws IOException {
    Set<RepoPath> present = new HashSet<>();
    if (!wanted.isEmpty() && !main.isZero()) {
      try (CommitFiles files = CommitFiles.open(gitDirectory, main)) {
        files.walk(
            file -> {
              if (file.kind().isFile() && wanted.contains(file.path())) {
                present.add(file.path());
              }
              return present.size() < wanted.size();
            });
      }
    }
    return present;
  }

  /** That an agent has no checks is a finding of lint. */
  private void lookAtIntegration() {
    List<Check> checks = policy.integration().validate();
    if (checks.isEmpty()) {
      add(
          Optional.empty(),
          Result.WARNING,
          INTEGRATION + " has no checks, so nothing proves the result",
          "write them under `integration.validate`");
    }
    look(Optional.empty(), checks);
  }

  private void look(Optional<AgentId> agent, List<Check> checks) {
    String whose = agent.map(AgentId::id).orElse(INTEGRATION);
    for (Check check : checks) {
      if (check instanceof Check.Run run) {
        programs(agent, whose, run);
        scripts(run).stream()
            .filter(path -> !present.contains(path))
            .forEach(path -> script(agent, whose, run, path));
      }
    }
  }

  private void programs(Optional<AgentId> agent, String whose, Check.Run run) {
    for (String program : CommandNeeds.of(run).programs().stream().sorted().toList()) {
      if (!sandbox.hasProgram(program)) {
        add(
            agent,
            Result.ERROR,
            said(whose, run) + " runs `" + program + "`, which is not on this machine",
            "install it, or show commands the folder it is in, with --sandbox-show DIR");
      }
    }
  }

  private void script(Optional<AgentId> agent, String whose, Check.Run run, RepoPath path) {
    List<AgentId> makers = owners.of(path);
    String finding =
        said(whose, run) + " runs " + path.quoted() + ", which is not on " + branch() + " yet";
    if (makers.isEmpty()) {
      add(
          agent,
          Result.ERROR,
          finding + ", and no agent may make it",
          "commit it to " + branch() + ", or correct the check (" + run.at().lineText() + ")");
    } else {
      add(agent, Result.WARNING, finding, makers.get(0) + " may make it");
    }
  }

  private String branch() {
    return policy.integration().branch();
  }

  private static String said(String whose, Check.Run run) {
    return whose + ": the check `" + run.name() + "`";
  }

  private void add(Optional<AgentId> agent, Result result, String finding, String next) {
    lines.add(new PreflightLine(Item.CHECKS, result, agent, finding, next));
  }
}
