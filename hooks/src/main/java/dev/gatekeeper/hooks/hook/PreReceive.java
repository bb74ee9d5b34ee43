package dev.gatekeeper.hooks.hook;

import dev.gatekeeper.config.PolicyFile;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.operation.Admission;
import dev.gatekeeper.core.operation.Admission.TicketHolder;
import dev.gatekeeper.core.operation.GatedRepository;
import dev.gatekeeper.core.policy.Ask;
import dev.gatekeeper.core.report.VerdictMessage;
import dev.gatekeeper.core.store.GatekeeperFolder;
import dev.gatekeeper.core.store.ProcessIdentity;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.install.GitVersion;
import dev.gatekeeper.hooks.install.RepositoryConfig;
import java.io.IOException;
import java.time.Clock;
import java.util.List;

/**
 * {@code hook pre-receive}: the native door. It only carries what git hands over to the gate and
 * the gate's words back; whatever it can't carry is refused (docs/semantics.md, section 9).
 */
public record PreReceive(Console console) {
  private static final String UNANSWERED =
      "nobody can be asked here: that needs git 2.29 or newer on the server, and"
          + " `receive.procReceiveRefs` as `gatekeeper install` sets it";
  private static final String UNANSWERED_NEXT =
      "hand off with new commits (git push -o handoff), or ask a maintainer";

  public int run(List<String> args) throws Failure {
    long parent = HookEnvironment.parent(args);
    HookEnvironment environment = new HookEnvironment(console.environment(), console.folder());
    try {
      Verdict verdict = judge(environment, environment.repository(), parent);
      if (!verdict.accepted() || !Ask.isAmong(verdict.refs())) {
        VerdictMessage.lines(verdict, environment.pushOptions()).forEach(console::say);
      }
      return verdict.accepted() ? ExitStatus.YES : ExitStatus.NO;
    } catch (HookEnvironment.BadEnvironment e) {
      console.say("gatekeeper: refused (GATE_ERROR), " + e.getMessage());
      return ExitStatus.NO;
    }
  }

  /** Where git would not call {@code proc-receive}, it would make a ref of what asks. */
  private static boolean isAnswered(RepositoryConfig config) {
    return config.answersAsks() && GitVersion.hasProcReceive(GitVersion.text());
  }

  private Verdict judge(HookEnvironment environment, GatekeeperFolder repository, long parent) {
    Admission admission =
        new Admission(new GatedRepository(repository, PolicyFile::load, Clock.systemUTC()));
    Pusher pusher = Pusher.unnamed();
    try {
      environment.checkWhole();
      RepositoryConfig config = RepositoryConfig.read(repository.gitDirectory());
      pusher = environment.pusher(config.trustedVariables());
      Push push =
          new Push(
              pusher,
              ReceivedCommands.parse(console.in().readAllBytes()),
              environment.pushOptions());
      Verdict verdict =
          admission.decide(
              push,
              environment.incoming(repository),
              new TicketHolder.ReceivePack(ProcessIdentity.receivePack(parent)));
      return verdict.accepted() && Ask.isAmong(verdict.refs()) && !isAnswered(config)
          ? admission.refuse(push, Code.REF_NOT_ALLOWED, UNANSWERED, UNANSWERED_NEXT)
          : verdict;
    } catch (ReceivedCommands.BadInput | HookEnvironment.BadEnvironment | IOException e) {
      return admission.refuse(pusher, String.valueOf(e.getMessage()));
    }
  }
}
