package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.text.ShellWord;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import dev.gatekeeper.hooks.cli.Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "verify",
    description = {
      "Judges commits as a push would be, without pushing.",
      "Exit status 0 if the push would be accepted, 1 if it would be refused or nothing was judged,"
          + " 4 if the clone does not have all the history that is needed.",
      "A clone has no ledger, so that there order (stops, turns, handoffs) is not judged, nor"
          + " `limits.pack`; that is said with what is accepted."
    })
public final class VerifyCommand extends ConsoleCommand {
  @Option(
      names = "--branch",
      paramLabel = "BRANCH",
      description = "the branch that would be pushed; the one that is checked out if not given")
  private String branch = "";

  @Option(
      names = "--base",
      paramLabel = "REV",
      description = "what the branch would be moved from; what was last fetched of it if not given")
  private String base = "";

  @Option(
      names = "--onto",
      paramLabel = "BRANCH",
      description =
          "judges all that a pull request for that branch would bring to it, by the policy of"
              + " that branch")
  private String onto = "";

  @Option(
      names = "--head",
      paramLabel = "REV",
      description =
          "what it would be moved to; the branch's tip if not given, and with --onto what is"
              + " checked out")
  private String head = "";

  @Option(
      names = "--principal",
      paramLabel = "NAME",
      description = "who would push, as the server would know them; unauthenticated if not given")
  private String principal = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "how to print the verdict: ${COMPLETION-CANDIDATES} (default: text)")
  private VerdictFormat format = VerdictFormat.TEXT;

  @Option(names = "--json", description = "the same as --format=json")
  private boolean json;

  @Mixin private final RepositoryOption repository = new RepositoryOption();
  @Mixin private final PolicyOption policy = new PolicyOption();

  public VerifyCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws Failure, IOException {
    if (!onto.isEmpty() && !base.isEmpty()) {
      throw Failure.usage("give --onto or --base, not both", "--onto finds where the work begins");
    }
    Workspace workspace = Workspace.find(console, repository.path());
    HypotheticalPush push =
        new HypotheticalPush(workspace, console, repository, policy.file(), pusher());
    HypotheticalPush.Judged judged =
        onto.isEmpty() ? push.judge(branch, base, head) : push.judgeOnto(branch, onto, head);
    VerdictFormat wanted = json ? VerdictFormat.JSON : format;
    if (judged.isOfNothing()) {
      return nothing(judged, wanted);
    }
    Verdict verdict = workspace.top().isEmpty() ? judged.verdict() : ofClone(judged.verdict());
    wanted.lines(verdict).forEach(console::answer);
    if (wanted.leavesOutNotes()) {
      verdict.notes().forEach(note -> console.say("gatekeeper: note: " + note));
    }
    if (!base.isEmpty() && has(verdict, Code.NON_FAST_FORWARD)) {
      console.say(
          "next: gatekeeper verify --onto %s judges what a branch brings to another"
              .formatted(ShellWord.of(base)));
    }
    return verdict.accepted() ? ExitStatus.YES : status(verdict);
  }

  /** What is accepted is not all that the gate asks: the ledger is there, and so is the pack. */
  private static Verdict ofClone(Verdict verdict) {
    if (!verdict.accepted()) {
      return verdict;
    }
    List<String> notes = new ArrayList<>(verdict.notes());
    notes.add(
        "order (stops, turns, handoffs) and `limits.pack` are not judged in a clone: see gatekeeper"
            + " status, asked of the gate");
    return new Verdict(
        verdict.id(),
        verdict.at(),
        verdict.pusher(),
        verdict.refs(),
        verdict.accepted(),
        verdict.violations(),
        verdict.policy(),
        verdict.repairs(),
        notes,
        verdict.commits(),
        verdict.paths(),
        verdict.millis());
  }

  private static boolean has(Verdict verdict, Code code) {
    return verdict.violations().stream().anyMatch(violation -> violation.code() == code);
  }

  /** A push that brings nothing would be accepted, which must not be taken for a judgement. */
  private int nothing(HypotheticalPush.Judged judged, VerdictFormat wanted) throws Failure {
    String why =
        judged.verdict().notes().isEmpty()
            ? judged.since() + " has all of " + judged.head().abbreviated()
            : String.join(", ", judged.verdict().notes());
    if (onto.isEmpty()) {
      throw Failure.no(
          "nothing was judged: " + why,
          "name the branch that the work is for: gatekeeper verify --onto "
              + ShellWord.of(judged.main()));
    }
    if (wanted != VerdictFormat.TEXT) {
      wanted.lines(judged.verdict()).forEach(console::answer);
    }
    String said = "gatekeeper: no new commits, nothing was judged: " + why;
    if (wanted == VerdictFormat.TEXT) {
      console.answer(said);
    } else {
      console.say(said);
    }
    return ExitStatus.YES;
  }

  private Pusher pusher() throws Failure {
    if (principal.isEmpty()) {
      return Pusher.unnamed();
    }
    if (!Principal.isValid(principal) || Actor.isReserved(principal)) {
      throw Failure.usage("`" + principal + "` can't be the name of a principal");
    }
    return Pusher.named(principal);
  }

  private static int status(Verdict verdict) {
    return verdict.violations().stream()
        .mapToInt(
            violation ->
                switch (violation.code()) {
                  case POLICY_INVALID -> ExitStatus.POLICY_INVALID;
                  case GATE_ERROR -> ExitStatus.UNREADABLE;
                  default -> ExitStatus.NO;
                })
        .max()
        .orElse(ExitStatus.NO);
  }
}
