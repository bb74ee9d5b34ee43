package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.git.OpenRepository;
import dev.gatekeeper.core.lint.Finding;
import dev.gatekeeper.core.lint.Finding.Severity;
import dev.gatekeeper.core.lint.Lint;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.PolicyProblem;
import dev.gatekeeper.core.survey.Coverage;
import dev.gatekeeper.core.survey.Survey;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import dev.gatekeeper.hooks.cli.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.Repository;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "lint",
    description = {
      "Checks a policy and lists all that is wrong with it.",
      "Exit status 3 if it can't be read as a policy, 1 if it holds an error, else 0."
    })
public final class LintCommand extends ConsoleCommand {
  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "the policy; gatekeeper.yml here, or else the repository's")
  private String file = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "how to print the findings: ${COMPLETION-CANDIDATES} (default: text)")
  private FindingFormat format = FindingFormat.TEXT;

  @Option(names = "--json", description = "the same as --format=json")
  private boolean json;

  @Option(
      names = "--tree",
      paramLabel = "REV",
      description = "also checks the policy against the files of that commit")
  private String tree = "";

  @Mixin private final RepositoryOption repository = new RepositoryOption();

  public LintCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws Failure, IOException {
    PolicySource source = source();
    FindingFormat.SourceLines lines = FindingFormat.SourceLines.of(source.name(), source.bytes());
    FindingFormat wanted = json ? FindingFormat.JSON : format;
    LoadedPolicy loaded = source.parsed();
    if (loaded instanceof LoadedPolicy.Invalid invalid) {
      List<Finding> problems = invalid.problems().stream().map(LintCommand::finding).toList();
      wanted.lines(problems, lines).forEach(console::answer);
      return ExitStatus.POLICY_INVALID;
    }
    Survey survey = survey(((LoadedPolicy.Valid) loaded).policy());
    List<Finding> findings = survey.findings();
    wanted.lines(findings, lines).forEach(console::answer);
    if (wanted == FindingFormat.TEXT) {
      CoverageTable.of(survey.coverage()).forEach(console::answer);
      console.answer(summary(source.name(), findings));
    }
    boolean error = findings.stream().anyMatch(f -> f.severity() == Severity.ERROR);
    return error ? ExitStatus.NO : ExitStatus.YES;
  }

  private Survey survey(Policy policy) throws Failure, IOException {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    List<Finding> findings = Lint.findings(policy, today);
    if (tree.isEmpty()) {
      return new Survey(findings, List.of());
    }
    Path gitDirectory = Workspace.find(console, repository.path()).repository().gitDirectory();
    try (Repository opened = OpenRepository.settled(gitDirectory)) {
      Oid commit = PolicySource.Revision.commit(opened, tree);
      return Survey.of(policy, findings, gitDirectory, commit, tree, today);
    }
  }

  private static Finding finding(PolicyProblem problem) {
    return new Finding("form", Severity.ERROR, problem.message(), List.of(problem.at()), "", "");
  }

  private static String summary(String file, List<Finding> findings) {
    if (findings.isEmpty()) {
      return file + ": nothing is wrong with it";
    }
    List<String> counts = new ArrayList<>();
    for (Severity severity : Severity.values()) {
      long count = findings.stream().filter(f -> f.severity() == severity).count();
      String word = severity.name().toLowerCase(Locale.ROOT);
      if (count > 0) {
        counts.add(count + " " + word + (count == 1 ? "" : "s"));
      }
    }
    return file + ": " + String.join(", ", counts);
  }

  private PolicySource source() throws Failure {
    return file.isEmpty()
        ? PolicySource.namedOrHere(console, repository.path(), "")
        : PolicySource.read(console.file(file), file);
  }

  /** Who may change how much of each folder, as a table for people. */
  private static final class CoverageTable {
    private static final List<String> HEADER =
        List.of("folder", "files", "nobody's", "protected", "agents");
    private static final int FIRST_NUMBER = 1;
    private static final int LAST_NUMBER = 3;
    private static final int AGENTS = 5;

    private CoverageTable() {}

    /** The lines of the table; none without rows. */
    static List<String> of(List<Coverage> coverage) {
      if (coverage.isEmpty()) {
        return List.of();
      }
      List<List<String>> rows = new ArrayList<>(List.of(HEADER));
      coverage.forEach(row -> rows.add(cells(row)));
      int[] widths = new int[HEADER.size()];
      for (List<String> row : rows) {
        for (int i = 0; i < widths.length; i++) {
          widths[i] = Math.max(widths[i], row.get(i).length());
        }
      }
      return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static List<String> cells(Coverage row) {
      String more = row.agents().size() > AGENTS ? ", ..." : "";
      return List.of(
          RepoPath.of(row.folder()).quoted(),
          "%,d".formatted(row.files()),
          count(row.unowned()),
          count(row.guarded()),
          row.agents().stream().limit(AGENTS).map(AgentId::id).collect(Collectors.joining(", "))
              + more);
    }

    private static String count(long number) {
      return number == 0 ? "-" : "%,d".formatted(number);
    }

    private static String line(List<String> row, int[] widths) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String blanks = " ".repeat(widths[i] - row.get(i).length());
        boolean isNumber = i >= FIRST_NUMBER && i <= LAST_NUMBER;
        line.append(isNumber ? blanks + row.get(i) : row.get(i) + blanks).append("  ");
      }
      return line.toString().stripTrailing();
    }
  }
}
