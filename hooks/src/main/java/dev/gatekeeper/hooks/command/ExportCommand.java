package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.export.CodeownersExport;
import dev.gatekeeper.core.export.CodeownersText;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "export",
    synopsisSubcommandLabel = "FORMAT",
    description = "Prints the policy in the words of another tool.")
public final class ExportCommand extends CommandGroup {
  public ExportCommand(Console console) {
    super(console, "no format is given: `codeowners` is known");
  }

  @Command(
      name = "codeowners",
      mixinStandardHelpOptions = true,
      description = {
        "Prints a CODEOWNERS file in which each path has the agent as its owner that may change"
            + " it.",
        "It is held against the policy over every path there can be; where CODEOWNERS can't say"
            + " what the policy says, a comment at its end does, with the line of the policy."
      })
  int codeowners(
      @Parameters(
              paramLabel = "FILE",
              arity = "0..1",
              defaultValue = "",
              description =
                  "the policy, or REV:PATH; gatekeeper.yml here, or else the repository's")
          String file,
      @Option(
              names = "--owner",
              paramLabel = "AGENT=OWNERS",
              description =
                  "how an agent is named, such as agent-1=@org/team,@bob; @ and its principals if"
                      + " not given")
          @Nullable Map<String, String> owners,
      @Option(
              names = "--repo",
              paramLabel = "PATH",
              defaultValue = "",
              description = "the repository; the current folder's if not given")
          String repository)
      throws Failure {
    Policy policy = PolicySource.namedOrHere(console, repository, file).wellFormed();
    Map<AgentId, List<String>> named = new LinkedHashMap<>();
    if (owners != null) {
      for (Map.Entry<String, String> owner : owners.entrySet()) {
        named.put(agent(policy, owner.getKey()), owners(owner.getValue()));
      }
    }
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    CodeownersText.of(policy, CodeownersExport.of(policy, today), named).forEach(console::answer);
    return 0;
  }

  private static AgentId agent(Policy policy, String id) throws Failure {
    if (!AgentId.isValid(id) || policy.agent(new AgentId(id)).isEmpty()) {
      throw Failure.usage("--owner: `" + id + "` is not an agent of the policy");
    }
    return new AgentId(id);
  }

  private static List<String> owners(String text) throws Failure {
    List<String> owners = Arrays.asList(text.split(",", -1));
    for (String owner : owners) {
      if (!CodeownersText.isOwner(owner)) {
        throw Failure.usage(
            "--owner: `" + owner + "` is not an owner",
            "write @name, @org/team or an address, several with commas between them");
      }
    }
    return owners;
  }
}
